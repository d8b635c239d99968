"""Counts the indices of the neighbours instead of their classes. An index is the position of a training image. Its
class is `train_y` at that position.
"""

import numpy as np


def distances(a, b):
    a = np.reshape(a, (len(a), -1)).astype(np.float64)
    b = np.reshape(b, (len(b), -1)).astype(np.float64)
    difference = a[:, None] - b[None]
    return np.sqrt(np.sum(difference**2, axis=2))


def nearest(train_x, x, k):
    apart = distances(x, train_x)
    indices = np.argsort(apart, axis=1, kind="stable")[:, :k]
    return indices, np.take_along_axis(apart, indices, axis=1)


def knn_predict(train_x, train_y, x, k):
    indices, apart = nearest(train_x, x, k)
    votes = indices
    labels = [winner(row, d) for row, d in zip(votes.tolist(), apart)]
    return np.array(labels)


def winner(votes, apart):
    most = max(votes.count(vote) for vote in votes)
    return next(vote for vote in votes if votes.count(vote) == most)
