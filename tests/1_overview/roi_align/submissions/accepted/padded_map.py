"""The border is written around the map, so that up to one cell outside there is something to interpolate. The maxima are taken with masks."""

import numpy as np


def covers(cells, size):
    """Which of the cells each bin has, shape (size, cells)."""
    begin = np.arange(size) * cells // size
    end = -(-np.arange(1, size + 1) * cells // size)
    return (np.arange(cells) >= begin[:, None]) & (np.arange(cells) < end[:, None])


def roi_pool(features, box, stride, size):
    x1, y1, x2, y2 = (np.asarray(box, float) / stride + 0.5).astype(int)
    crop = features[y1 : y2 + 1, x1 : x2 + 1]
    rows, columns = covers(y2 - y1 + 1, size), covers(x2 - x1 + 1, size)
    mask = rows[:, None, :, None, None] & columns[None, :, None, :, None]
    return np.where(mask, crop, -np.inf).max(axis=(2, 3))


def bilinear(features, x, y):
    height, width = features.shape[:2]
    padded = np.pad(np.asarray(features, float), ((1, 2), (1, 2), (0, 0)), mode="edge")
    known = (-1 <= x) & (x <= width) & (-1 <= y) & (y <= height)
    x, y = np.where(known, x, 0.0) + 1, np.where(known, y, 0.0) + 1
    column, row = np.floor(x).astype(int), np.floor(y).astype(int)
    square = np.stack([padded[row + i, column + j] for i in (0, 1) for j in (0, 1)])
    across, down = np.stack([1 - x % 1, x % 1]), np.stack([1 - y % 1, y % 1])
    weights = (down[:, None] * across[None]).reshape(4, -1) * known
    return (weights[:, :, None] * square).sum(axis=0)


def sample_places(box, stride, size, samples):
    x1, y1, x2, y2 = np.array(box, float)
    middles = np.arange(1, 2 * size * samples, 2) / (2 * size * samples)
    across, down = (1 - middles) * x1 + middles * x2, (1 - middles) * y1 + middles * y2
    return (across - stride / 2) / stride, (down - stride / 2) / stride


def roi_align(features, boxes, stride, size, samples=2):
    result = np.zeros((len(boxes), size, size, features.shape[2]))
    for n, box in enumerate(boxes):
        x, y = sample_places(box, stride, size, samples)
        for i in range(samples):
            for j in range(samples):
                columns, rows = np.meshgrid(x[j::samples], y[i::samples])
                result[n] += bilinear(features, columns.ravel(), rows.ravel()).reshape(result.shape[1:]) / samples**2
    return result
