"""Computes the gradients of each cell as if it were an image of its own. Edges between two cells are then lost. Compute
the gradients on the whole image.
"""

import numpy as np


def gradients(image):
    padded = np.pad(image.astype(float), 1, mode="edge")
    gx = padded[1:-1, 2:] - padded[1:-1, :-2]
    gy = padded[2:, 1:-1] - padded[:-2, 1:-1]
    return gx, gy


def cell_histograms(image, cell, bins, signed):
    rows, columns = image.shape[0] // cell, image.shape[1] // cell
    gx, gy = np.zeros((rows * cell, columns * cell)), np.zeros((rows * cell, columns * cell))
    for i in range(0, rows * cell, cell):
        for j in range(0, columns * cell, cell):
            here = np.s_[i : i + cell, j : j + cell]
            gx[here], gy[here] = gradients(image[here])
    length = np.hypot(gx, gy)
    span = 360 if signed else 180
    angle = np.degrees(np.arctan2(gy, gx)) % span
    place = angle / (span / bins) - 0.5
    below = np.floor(place).astype(int)
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
