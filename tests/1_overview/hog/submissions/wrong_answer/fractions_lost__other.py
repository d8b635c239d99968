"""Converts the image to int16. Images with fractions, such as values from 0 to 1, lose them, and int32 images overflow.
Convert to float.
"""

import numpy as np


def gradients(image):
    p = np.pad(image.astype(np.int16), 1, mode="edge")
    gx = p[1:-1, 2:] - p[1:-1, :-2]
    gy = p[2:, 1:-1] - p[:-2, 1:-1]
    return gx.astype(np.float64), gy.astype(np.float64)


def cell_histograms(image, cell, bins, signed):
    gx, gy = gradients(image)
    rows, cols = image.shape[0] // cell, image.shape[1] // cell
    gx = gx[: rows * cell, : cols * cell]
    gy = gy[: rows * cell, : cols * cell]
    length = np.sqrt(gx**2 + gy**2)
    span = 360.0 if signed else 180.0
    angle = np.degrees(np.arctan2(gy, gx)) % span
    position = angle / (span / bins) - 0.5
    low = np.floor(position)
    share = position - low
    low = low.astype(int)
    y, x = np.indices(gx.shape) // cell
    hist = np.zeros((rows, cols, bins))
    np.add.at(hist, (y, x, low % bins), length * (1 - share))
    np.add.at(hist, (y, x, (low + 1) % bins), length * share)
    return hist


def hog(image, cell, bins, signed):
    h = cell_histograms(image, cell, bins, signed)
    vectors = []
    for r in range(h.shape[0] - 1):
        for c in range(h.shape[1] - 1):
            block = h[r : r + 2, c : c + 2].ravel()
            length = np.linalg.norm(block)
            vectors.append(block / length if length > 0 else block)
    return np.concatenate(vectors)
