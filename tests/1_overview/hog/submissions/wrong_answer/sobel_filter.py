"""Computes the gradients with Sobel's filter, which also averages over the neighbouring rows or columns. Here a
gradient is the difference of two pixels and nothing else.
"""
# source: liang-chen/Vintager src/utils.py (hog, after OpenCV's sample on digits)

import cv2
import numpy as np


def gradients(image):
    image = np.ascontiguousarray(image, dtype=np.float64)
    gx = cv2.Sobel(image, cv2.CV_64F, 1, 0, borderType=cv2.BORDER_REPLICATE)
    gy = cv2.Sobel(image, cv2.CV_64F, 0, 1, borderType=cv2.BORDER_REPLICATE)
    return gx, gy


def cell_histograms(image, cell, bins, signed):
    gx, gy = gradients(image)
    span = 360.0 if signed else 180.0
    rows, columns = image.shape[0] // cell, image.shape[1] // cell
    r, c = np.indices((rows * cell, columns * cell)).reshape(2, -1)
    gx, gy = gx[r, c], gy[r, c]
    place = np.mod(np.rad2deg(np.arctan2(gy, gx)), span) * (bins / span) + (bins - 0.5)
    low = place.astype(int)
    high_share = place - low
    box = (r // cell * columns + c // cell) * bins
    weight = np.sqrt(gx * gx + gy * gy)
    size = rows * columns * bins
    counts = np.bincount(box + low % bins, weight * (1 - high_share), size)
    counts += np.bincount(box + (low + 1) % bins, weight * high_share, size)
    return counts.reshape(rows, columns, bins)


def hog(image, cell, bins, signed):
    cells = cell_histograms(image, cell, bins, signed)
    rows, columns = cells.shape[0] - 1, cells.shape[1] - 1
    result = np.empty((rows, columns, 2, 2, bins))
    for r in range(2):
        for c in range(2):
            result[:, :, r, c] = cells[r : r + rows, c : c + columns]
    norms = np.sqrt(np.square(result).sum(axis=(2, 3, 4), keepdims=True))
    norms[norms == 0] = 1
    return (result / norms).reshape(-1)
