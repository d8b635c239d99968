"""Uses `int` to round down. It rounds -0.5 to 0 instead of -1, so below the first centre one bin gets more than the
whole vote and the other a negative one. Use `np.floor`.
"""

# says: "int() truncates towards 0: of "

import numpy as np


def gradients(image):
    padded = np.pad(image.astype(float), 1, mode="edge")
    gx = padded[1:-1, 2:] - padded[1:-1, :-2]
    gy = padded[2:, 1:-1] - padded[:-2, 1:-1]
    return gx, gy


def cell_histograms(image, cell, bins, signed):
    rows, columns = image.shape[0] // cell, image.shape[1] // cell
    gx, gy = (g[: rows * cell, : columns * cell] for g in gradients(image))
    length = np.hypot(gx, gy)
    span = 360 if signed else 180
    angle = np.degrees(np.arctan2(gy, gx)) % span
    place = angle / (span / bins) - 0.5
    below = place.astype(int)
    share = place - below
    result = np.zeros((rows, columns, bins))
    r, c = np.indices(length.shape) // cell
    np.add.at(result, (r, c, below % bins), length * (1 - share))
    np.add.at(result, (r, c, (below + 1) % bins), length * share)
    return result


def hog(image, cell, bins, signed):
    cells = cell_histograms(image, cell, bins, signed)
    blocks = np.concatenate([cells[:-1, :-1], cells[:-1, 1:], cells[1:, :-1], cells[1:, 1:]], axis=2)
    length = np.linalg.norm(blocks, axis=2, keepdims=True)
    return (blocks / np.where(length > 0, length, 1)).ravel()
