"""Expands the square into |p|² - 2 p·q + |q|², which is the fast way, and takes the root of whatever comes out. Where
two images are equal, rounding can leave -0.0000000001 instead of 0: its root is NaN, and NaN is sorted behind
everything else, so the nearest image of all becomes the last.
"""
# says: "can come out a little below 0"

import numpy as np


def distances(a, b):
    a = np.reshape(a, (len(a), -1)).astype(np.float64)
    b = np.reshape(b, (len(b), -1)).astype(np.float64)
    squared = (a * a).sum(axis=1)[:, None] - 2 * (a @ b.T) + (b * b).sum(axis=1)
    return np.sqrt(squared)


def nearest(train_x, x, k):
    apart = distances(x, train_x)
    indices = np.argsort(apart, axis=1, kind="stable")[:, :k]
    return indices, np.take_along_axis(apart, indices, axis=1)


def knn_predict(train_x, train_y, x, k):
    indices, apart = nearest(train_x, x, k)
    votes = np.asarray(train_y)[indices]
    labels = [winner(row, d) for row, d in zip(votes.tolist(), apart)]
    return np.array(labels)


def winner(votes, apart):
    most = max(votes.count(vote) for vote in votes)
    return next(vote for vote in votes if votes.count(vote) == most)
