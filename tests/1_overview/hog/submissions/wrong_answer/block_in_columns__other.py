"""Joins the cells of a block column by column: top left, bottom left, top right, bottom right. The order is row by row.
"""

import math

import numpy as np


def gradients(image):
    height, width = image.shape
    pixel = image.astype("float64")
    gx = np.zeros((height, width))
    gy = np.zeros((height, width))
    for x in range(width):
        gx[:, x] = pixel[:, min(x + 1, width - 1)] - pixel[:, max(x - 1, 0)]
    for y in range(height):
        gy[y] = pixel[min(y + 1, height - 1)] - pixel[max(y - 1, 0)]
    return gx, gy


def cell_histograms(image, cell, bins, signed):
    gx, gy = gradients(image)
    height, width = image.shape[0] // cell, image.shape[1] // cell
    histograms = np.zeros((height, width, bins))
    around = 2 * math.pi if signed else math.pi
    for y in range(height * cell):
        for x in range(width * cell):
            weight = math.hypot(gx[y, x], gy[y, x])
            angle = math.atan2(gy[y, x], gx[y, x]) % around
            place = angle / around * bins - 0.5
            add_vote(histograms[y // cell, x // cell], place, weight)
    return histograms


def add_vote(histogram, place, weight):
    lower = math.floor(place)
    histogram[lower % len(histogram)] += weight * (lower + 1 - place)
    histogram[(lower + 1) % len(histogram)] += weight * (place - lower)


def hog(image, cell, bins, signed):
    cells = cell_histograms(image, cell, bins, signed)
    features = []
    for y in range(cells.shape[0] - 1):
        for x in range(cells.shape[1] - 1):
            block = cells[y : y + 2, x : x + 2].swapaxes(0, 1).ravel()
            size = math.sqrt(block @ block)
            features.append(block / size if size else block)
    return np.concatenate(features)
