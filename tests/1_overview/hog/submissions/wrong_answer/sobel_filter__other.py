"""Computes the gradients with Sobel's filter, which also averages over the neighbouring rows or columns. Here a
gradient is the difference of two pixels and nothing else.
"""

import numpy as np


def gradients(image):
    p = np.pad(np.array(image, dtype=np.float64), 1, mode="edge")
    across, down = p[:, 2:] - p[:, :-2], p[2:] - p[:-2]
    gx = across[:-2] + 2 * across[1:-1] + across[2:]
    gy = down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]
    return gx, gy


def cell_histograms(image, cell, bins, signed):
    gx, gy = gradients(image)
    magnitude = np.hypot(gx, gy)
    theta = np.arctan2(gy, gx)
    period = 2 * np.pi if signed else np.pi
    step = period / bins
    h, w = magnitude.shape[0] // cell, magnitude.shape[1] // cell
    out = np.empty((h, w, bins))
    for b in range(bins):
        distance = np.abs(theta - (b + 0.5) * step) % period
        distance = np.minimum(distance, period - distance)
        votes = magnitude * np.maximum(0.0, 1.0 - distance / step)
        votes = votes[: h * cell, : w * cell]
        out[:, :, b] = votes.reshape(h, cell, w, cell).sum(axis=(1, 3))
    return out


def hog(image, cell, bins, signed):
    g = cell_histograms(image, cell, bins, signed)
    blocks = np.concatenate([g[:-1, :-1], g[:-1, 1:], g[1:, :-1], g[1:, 1:]], axis=2)
    norm = np.sqrt((blocks**2).sum(axis=2, keepdims=True))
    return np.divide(blocks, norm, out=np.zeros_like(blocks), where=norm > 0).ravel()
