"""Leaves all votes in the first bin, as task 2 begins. From task 3 on, the angle of each gradient selects the bins.
"""

# says: "All votes are in the first bin"

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
    result = np.zeros((rows, columns, bins))
    r, c = np.indices(length.shape) // cell
    np.add.at(result, (r, c, 0), length)
    return result


def hog(image, cell, bins, signed):
    cells = cell_histograms(image, cell, bins, signed)
    blocks = np.concatenate([cells[:-1, :-1], cells[:-1, 1:], cells[1:, :-1], cells[1:, 1:]], axis=2)
    length = np.linalg.norm(blocks, axis=2, keepdims=True)
    return (blocks / np.where(length > 0, length, 1)).ravel()
