"""One training image after another; a Counter meets the votes nearest first, and keeps that order."""

from collections import Counter
from heapq import nsmallest

import numpy as np


def distances(a, b):
    flat_b = np.asarray(b, dtype=float).reshape(len(b), -1)
    return np.stack([np.linalg.norm(flat_b - np.ravel(image).astype(float), axis=1) for image in a])


def nearest(train_x, x, k):
    pairs = [nsmallest(k, zip(row.tolist(), range(len(row)))) for row in distances(x, train_x)]
    return np.array([[i for _, i in row] for row in pairs]), np.array([[d for d, _ in row] for row in pairs])


def knn_predict(train_x, train_y, x, k):
    indices, _ = nearest(train_x, x, k)
    return np.array([Counter(train_y[row].tolist()).most_common(1)[0][0] for row in indices])
