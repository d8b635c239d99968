"""A tent over each part's centre says how much of a vote it gets; all in float32."""

import numpy as np


def gradients(image):
    image = image.astype(np.float32)
    gx, gy = np.zeros_like(image), np.zeros_like(image)
    gx[:, :-1] += image[:, 1:] - image[:, :-1]
    gx[:, 1:] += image[:, 1:] - image[:, :-1]
    gy[:-1] += np.diff(image, axis=0)
    gy[1:] += np.diff(image, axis=0)
    return gx, gy


def cell_histograms(image, cell, bins, signed):
    gx, gy = gradients(image)
    around = np.float32(2 * np.pi if signed else np.pi)
    width = around / bins
    centres = (np.arange(bins, dtype=np.float32) + np.float32(0.5)) * width
    away = np.abs(np.arctan2(gy, gx)[..., None] % around - centres)
    away = np.minimum(away, around - away)
    shares = np.maximum(0, 1 - away / width)
    if bins == 2:
        shares = shares / shares.sum(axis=-1, keepdims=True)
    votes = shares * np.sqrt(gx**2 + gy**2)[..., None]
    rows, columns = image.shape[0] // cell, image.shape[1] // cell
    return votes[: rows * cell, : columns * cell].reshape(rows, cell, columns, cell, bins).sum(axis=(1, 3))


def hog(image, cell, bins, signed):
    cells = cell_histograms(image, cell, bins, signed)
    rows, columns, _ = cells.shape
    blocks = [cells[r : r + 2, c : c + 2].ravel() for r in range(rows - 1) for c in range(columns - 1)]
    return np.concatenate([block / (np.sqrt(block @ block) or 1) for block in blocks])
