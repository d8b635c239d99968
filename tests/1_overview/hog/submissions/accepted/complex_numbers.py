"""A gradient is a complex number; votes are collected by np.histogram, once for either neighbour."""

import numpy as np


def gradients(image):
    rows, columns = np.arange(image.shape[0]), np.arange(image.shape[1])
    floats = np.asarray(image).astype("f8")
    right, left = np.minimum(columns + 1, columns[-1]), np.maximum(columns - 1, 0)
    below, above = np.minimum(rows + 1, rows[-1]), np.maximum(rows - 1, 0)
    return floats[:, right] - floats[:, left], floats[below] - floats[above]


def cell_histograms(image, cell, bins, signed):
    gx, gy = gradients(image)
    z = gx + 1j * gy
    turns = np.angle(z) / (2 * np.pi) * (1 if signed else 2)
    place = (turns % 1) * bins + 0.5
    upper = np.floor(place)
    share = place - upper
    edges = np.arange(bins + 1)
    result = []
    for r in range(0, image.shape[0] - cell + 1, cell):
        line = []
        for c in range(0, image.shape[1] - cell + 1, cell):
            here = np.s_[r : r + cell, c : c + cell]
            weights = np.abs(z[here])
            one, _ = np.histogram(upper[here] % bins, edges, weights=weights * share[here])
            two, _ = np.histogram((upper[here] - 1) % bins, edges, weights=weights * (1 - share[here]))
            line.append(one + two)
        result.append(line)
    return np.array(result, dtype=float)


def hog(image, cell, bins, signed):
    cells = cell_histograms(image, cell, bins, signed)
    windows = np.lib.stride_tricks.sliding_window_view(cells, (2, 2), axis=(0, 1))  # (rows, columns, bins, 2, 2)
    blocks = np.moveaxis(windows, 2, -1).reshape(-1, 4 * bins)
    length = np.sqrt((blocks**2).sum(axis=1, keepdims=True))
    return (blocks / np.where(length == 0, 1, length)).ravel()
