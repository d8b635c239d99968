"""Exchanges rows and columns of bins in the result. The first index is the row of bins, as in the features.
"""

import math

import numpy as np


def value_at(features, x, y):
    """All channels at one place."""
    height, width = features.shape[:2]
    if x < -1 or x > width or y < -1 or y > height:
        return np.zeros(features.shape[2])
    x, y = min(max(x, 0), width - 1), min(max(y, 0), height - 1)
    left, top = math.floor(x), math.floor(y)
    right, bottom = min(left + 1, width - 1), min(top + 1, height - 1)
    above = features[top, left] + (x - left) * (features[top, right].astype(float) - features[top, left])
    below = features[bottom, left] + (x - left) * (features[bottom, right].astype(float) - features[bottom, left])
    return above + (y - top) * (below - above)


def places(begin, end, stride, size, samples):
    """Along one side of the box."""
    begin, end = begin / stride - 0.5, end / stride - 0.5
    wide = (end - begin) / size
    found = []
    for i in range(size):
        for s in range(samples):
            found.append(begin + i * wide + (s + 0.5) * wide / samples)
    return np.array(found)


def roi_pool(features, box, stride, size):
    x1, y1, x2, y2 = [round(float(v) / stride) for v in box]
    wide, high = (x2 - x1 + 1) / size, (y2 - y1 + 1) / size
    result = np.zeros((size, size, features.shape[2]))
    for i in range(size):
        for j in range(size):
            rows = slice(y1 + math.floor(i * high), y1 + math.ceil((i + 1) * high))
            columns = slice(x1 + math.floor(j * wide), x1 + math.ceil((j + 1) * wide))
            result[i, j] = np.max(features[rows, columns], axis=(0, 1))
    return result


def bilinear(features, x, y):
    result = np.zeros((len(x), features.shape[2]))
    for k in range(len(x)):
        result[k] = value_at(features, x[k], y[k])
    return result


def sample_places(box, stride, size, samples):
    x1, y1, x2, y2 = [float(v) for v in box]
    return places(x1, x2, stride, size, samples), places(y1, y2, stride, size, samples)


def roi_align(features, boxes, stride, size, samples=2):
    result = np.zeros((len(boxes), size, size, features.shape[2]))
    for n in range(len(boxes)):
        xs, ys = sample_places(boxes[n], stride, size, samples)
        for i in range(size):
            for j in range(size):
                values = []
                for y in ys[i * samples : (i + 1) * samples]:
                    for x in xs[j * samples : (j + 1) * samples]:
                        values.append(value_at(features, x, y))
                result[n, j, i] = np.mean(values, axis=0)
    return result
