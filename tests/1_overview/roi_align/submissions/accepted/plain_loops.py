"""Bin by bin and sample by sample, in plain Python."""

import math

import numpy as np


def read(features, x, y):
    """All channels at one place."""
    height, width, channels = features.shape
    if x < -1 or x > width or y < -1 or y > height:
        return [0.0] * channels
    x, y = min(max(x, 0), width - 1), min(max(y, 0), height - 1)
    left, top = math.floor(x), math.floor(y)
    total = [0.0] * channels
    for row, weight_y in ((top, top + 1 - y), (top + 1, y - top)):
        for column, weight_x in ((left, left + 1 - x), (left + 1, x - left)):
            if weight_x * weight_y == 0:
                continue
            for channel in range(channels):
                total[channel] += weight_x * weight_y * float(features[row, column, channel])
    return total


def roi_pool(features, box, stride, size):
    x1, y1, x2, y2 = (int(round(float(v) / stride)) for v in box)
    wide, high = (x2 - x1 + 1) / size, (y2 - y1 + 1) / size
    result = np.full((size, size, features.shape[2]), -np.inf)
    for i in range(size):
        for j in range(size):
            for row in range(math.floor(i * high), math.ceil((i + 1) * high)):
                for column in range(math.floor(j * wide), math.ceil((j + 1) * wide)):
                    result[i, j] = np.maximum(result[i, j], features[y1 + row, x1 + column])
    return result


def bilinear(features, x, y):
    result = np.zeros((len(x), features.shape[2]))
    for k in range(len(x)):
        result[k] = read(features, float(x[k]), float(y[k]))
    return result


def sample_places(box, stride, size, samples):
    x1, y1, x2, y2 = (float(v) for v in box)
    x, y = [], []
    for bin_ in range(size):
        for sample in range(samples):
            part = bin_ + (sample + 0.5) / samples
            x.append((x1 + part * (x2 - x1) / size) / stride - 0.5)
            y.append((y1 + part * (y2 - y1) / size) / stride - 0.5)
    return np.array(x), np.array(y)


def roi_align(features, boxes, stride, size, samples=2):
    result = np.zeros((len(boxes), size, size, features.shape[2]))
    for n, box in enumerate(boxes):
        x, y = sample_places(box, stride, size, samples)
        for row in range(size * samples):
            for column in range(size * samples):
                result[n, row // samples, column // samples] += read(features, x[column], y[row])
    return result / samples**2
