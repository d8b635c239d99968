"""All places of all boxes in one call, in float32. The places are an array of two rows, x and y."""

import numpy as np


def roi_pool(features, box, stride, size):
    corners = np.round(np.array(box) / stride).astype(np.int64).reshape(2, 2)
    first, cells = corners[0], corners[1] - corners[0] + 1
    bins = np.arange(size)[:, None]
    begin, end = first + bins * cells // size, first + np.ceil((bins + 1) * cells / size).astype(int)
    result = np.zeros((size, size, features.shape[2]), features.dtype)
    for i, j in np.ndindex(size, size):
        part = features[begin[i, 1] : end[i, 1], begin[j, 0] : end[j, 0]]
        result[i, j] = part.reshape(-1, part.shape[2]).max(0)
    return result


def bilinear(features, x, y):
    height, width, channels = features.shape
    flat = np.asarray(features, np.float32).reshape(-1, channels)
    x, y = np.asarray(x, np.float32), np.asarray(y, np.float32)
    outside = (np.abs(2 * x - width + 1) > width + 1) | (np.abs(2 * y - height + 1) > height + 1)
    x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    x0 = np.clip(np.floor(x), 0, max(width - 2, 0)).astype(int)
    y0 = np.clip(np.floor(y), 0, max(height - 2, 0)).astype(int)
    x1, y1 = np.minimum(x0 + 1, width - 1), np.minimum(y0 + 1, height - 1)
    a, b = x - x0, y - y0
    total = np.zeros((len(x), channels), np.float32)
    for row, column, weight in ((y0, x0, (1 - a) * (1 - b)), (y0, x1, a * (1 - b)), (y1, x0, (1 - a) * b), (y1, x1, a * b)):
        total += weight[:, None].astype(np.float32) * flat[row * width + column]
    total[outside] = 0
    return total


def sample_places(box, stride, size, samples):
    corners = np.asarray(box, np.float32).reshape(2, 2) / np.float32(stride)
    part = (corners[1] - corners[0]) / (size * samples)
    return (corners[0] + part * (np.arange(size * samples, dtype=np.float32)[:, None] + 0.5) - np.float32(0.5)).T


def roi_align(features, boxes, stride, size, samples=2):
    count, side, channels = len(boxes), size * samples, features.shape[2]
    if count == 0:
        return np.zeros((0, size, size, channels), np.float32)
    places = np.array([sample_places(box, stride, size, samples) for box in boxes])
    x = np.broadcast_to(places[:, 0, None, :], (count, side, side))
    y = np.broadcast_to(places[:, 1, :, None], (count, side, side))
    values = bilinear(features, x.reshape(-1), y.reshape(-1)).reshape(count, size, samples, size, samples, channels)
    return values.sum(axis=4).sum(axis=2) / np.float32(samples * samples)
