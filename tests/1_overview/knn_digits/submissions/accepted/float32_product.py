"""The matrix product in float32, with the mean taken out first; selection by repeated minimum."""

import numpy as np


def distances(a, b):
    whole = a.dtype.kind in "iu" and b.dtype.kind in "iu"
    a, b = (v.reshape(len(v), -1).astype(np.float64 if whole else np.float32) for v in (a, b))
    if not whole:
        middle = b.mean(axis=0)
        a, b = a - middle, b - middle
    squared = np.einsum("ij,ij->i", a, a)[:, np.newaxis] + np.einsum("ij,ij->i", b, b) - 2 * a.dot(b.T)
    squared[squared < 0] = 0
    return np.sqrt(squared).astype(np.float32)


def nearest(train_x, x, k):
    left = distances(x, train_x).copy()
    rows = np.arange(len(x))
    indices = np.empty((len(x), k), dtype=int)
    found = np.empty((len(x), k), dtype=left.dtype)
    for place in range(k):
        indices[:, place] = left.argmin(axis=1)
        found[:, place] = left[rows, indices[:, place]]
        left[rows, indices[:, place]] = np.inf
    return indices, found


def knn_predict(train_x, train_y, x, k):
    winners = np.empty(len(x), dtype=train_y.dtype)
    for i, row in enumerate(nearest(train_x, x, k)[0]):
        classes, first, counts = np.unique(train_y[row], return_index=True, return_counts=True)
        tied = counts == counts.max()
        winners[i] = classes[tied][np.argmin(first[tied])]
    return winners
