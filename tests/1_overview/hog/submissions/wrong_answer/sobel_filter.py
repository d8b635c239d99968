"""Computes the gradients with Sobel's filter, which also averages over the neighbouring rows or columns. Here a
gradient is the difference of two pixels and nothing else.
"""
# source: liang-chen/Vintager src/utils.py (hog, after OpenCV's sample on digits)

import cv2
import numpy as np


def gradients(image):
    image = np.asarray(image, dtype=np.float32)
    return cv2.Sobel(image, cv2.CV_32F, 1, 0), cv2.Sobel(image, cv2.CV_32F, 0, 1)


def cell_histograms(image, cell, bins, signed):
    gx, gy = gradients(image)
    length, angle = cv2.cartToPolar(gx, gy)
    span = 2 * np.pi if signed else np.pi
    number = np.int32(bins * (angle % span) / span) % bins
    rows, columns = image.shape[0] // cell, image.shape[1] // cell
    result = np.zeros((rows, columns, bins))
    for i in range(rows):
        for j in range(columns):
            part = np.s_[i * cell : (i + 1) * cell, j * cell : (j + 1) * cell]
            result[i, j] = np.bincount(number[part].ravel(), length[part].ravel(), bins)
    return result


def hog(image, cell, bins, signed):
    cells = cell_histograms(image, cell, bins, signed)
    rows, columns = cells.shape[:2]
    blocks = [cells[i : i + 2, j : j + 2].ravel() for i in range(rows - 1) for j in range(columns - 1)]
    return np.hstack(blocks) / 1000.0
