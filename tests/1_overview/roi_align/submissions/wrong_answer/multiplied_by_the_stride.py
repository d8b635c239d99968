"""Multiplies by the stride. A cell covers `stride` pixels, so there are fewer cells than pixels: divide.
"""

import numpy as np


def roi_pool(features, box, stride, size):
    x1, y1, x2, y2 = np.rint(np.asarray(box) / stride).astype(int)
    crop = features[y1 : y2 + 1, x1 : x2 + 1]
    h, w, channels = crop.shape
    result = np.zeros((size, size, channels))
    for i in range(size):
        for j in range(size):
            top, bottom = i * h // size, -(-(i + 1) * h // size)
            left, right = j * w // size, -(-(j + 1) * w // size)
            result[i, j] = crop[top:bottom, left:right].max(axis=(0, 1))
    return result


def bilinear(features, x, y):
    height, width = features.shape[:2]
    far = (x < -1) | (x > width) | (y < -1) | (y > height)
    x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
    x1, y1 = np.minimum(x0 + 1, width - 1), np.minimum(y0 + 1, height - 1)
    a, b = (x - x0)[:, None], (y - y0)[:, None]
    result = features[y0, x0] * (1 - a) * (1 - b) + features[y0, x1] * a * (1 - b)
    result = result + features[y1, x0] * (1 - a) * b + features[y1, x1] * a * b
    result[far] = 0
    return result


def sample_places(box, stride, size, samples):
    x1, y1, x2, y2 = np.asarray(box, float) * stride - 0.5
    steps = (np.arange(size * samples) + 0.5) / (size * samples)
    return x1 + steps * (x2 - x1), y1 + steps * (y2 - y1)


def roi_align(features, boxes, stride, size, samples=2):
    result = np.zeros((len(boxes), size, size, features.shape[2]))
    for n, box in enumerate(boxes):
        xs, ys = sample_places(box, stride, size, samples)
        x, y = np.meshgrid(xs, ys)
        values = bilinear(features, x.ravel(), y.ravel())
        values = values.reshape(size, samples, size, samples, -1)
        result[n] = values.mean(axis=(1, 3))
    return result
