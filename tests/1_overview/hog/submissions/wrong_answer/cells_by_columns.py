"""Numbers the cells column by column. The first axis of the result is for the rows of cells, the second for its
columns.
"""

import numpy as np


def gradients(image):
    image = np.asarray(image).astype(np.float64)
    h, w = image.shape
    i = np.arange(h)
    j = np.arange(w)
    gx = image[:, np.minimum(j + 1, w - 1)] - image[:, np.maximum(j - 1, 0)]
    gy = image[np.minimum(i + 1, h - 1)] - image[np.maximum(i - 1, 0)]
    return gx, gy


def cell_histograms(image, cell, bins, signed):
    dx, dy = gradients(image)
    ny = image.shape[0] // cell
    nx = image.shape[1] // cell
    dx = dx[0 : ny * cell, 0 : nx * cell]
    dy = dy[0 : ny * cell, 0 : nx * cell]
    full = 360 if signed else 180
    degrees = np.mod(np.rad2deg(np.arctan2(dy, dx)), full)
    where = (degrees * bins / full - 0.5) % bins
    first = where.astype(np.int64) % bins
    part = where - np.floor(where)
    second = (first + 1) % bins
    weight = np.sqrt(dx * dx + dy * dy)
    r = np.arange(ny * cell)[:, None] // cell
    c = np.arange(nx * cell)[None, :] // cell
    base = (c * ny + r) * bins
    total = ny * nx * bins
    result = np.bincount((base + first).ravel(), (weight * (1 - part)).ravel(), total)
    result = result + np.bincount((base + second).ravel(), (weight * part).ravel(), total)
    return result.reshape(ny, nx, bins)


def hog(image, cell, bins, signed):
    cells = cell_histograms(image, cell, bins, signed)
    windows = np.lib.stride_tricks.sliding_window_view(cells, (2, 2), axis=(0, 1))
    windows = windows.transpose(0, 1, 3, 4, 2)
    flat = windows.reshape(-1, 4 * bins).copy()
    sizes = np.linalg.norm(flat, axis=1)
    sizes[sizes == 0] = 1
    return (flat / sizes[:, None]).reshape(-1)
