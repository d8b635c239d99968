"""Numbers the cells column by column. The first axis of the result is for the rows of cells, the second for its
columns.
"""

import math

import numpy as np


def gradients(image):
    height, width = image.shape
    gx, gy = np.zeros((height, width)), np.zeros((height, width))
    for r in range(height):
        for c in range(width):
            gx[r, c] = float(image[r, min(c + 1, width - 1)]) - float(image[r, max(c - 1, 0)])
            gy[r, c] = float(image[min(r + 1, height - 1), c]) - float(image[max(r - 1, 0), c])
    return gx, gy


def cell_histograms(image, cell, bins, signed):
    gx, gy = gradients(image)
    rows, columns = image.shape[0] // cell, image.shape[1] // cell
    result = np.zeros((columns, rows, bins))
    part = (360.0 if signed else 180.0) / bins
    for r in range(rows * cell):
        for c in range(columns * cell):
            length = math.sqrt(gx[r, c] ** 2 + gy[r, c] ** 2)
            angle = math.degrees(math.atan2(gy[r, c], gx[r, c]))
            if angle < 0:
                angle += 360
            if not signed and angle >= 180:
                angle -= 180
            place = angle / part - 0.5
            first = math.floor(place)
            share = place - first
            result[c // cell, r // cell, first % bins] += length * (1 - share)
            result[c // cell, r // cell, (first + 1) % bins] += length * share
    return result.reshape(rows, columns, bins)


def hog(image, cell, bins, signed):
    cells = cell_histograms(image, cell, bins, signed)
    features = []
    for r in range(cells.shape[0] - 1):
        for c in range(cells.shape[1] - 1):
            block = [*cells[r, c], *cells[r, c + 1], *cells[r + 1, c], *cells[r + 1, c + 1]]
            length = math.sqrt(sum(value * value for value in block))
            features += [value / length if length else 0.0 for value in block]
    return np.array(features)
