"""Sums along one axis, although images have two. The result is a distance for each column of the image instead of one
number. Flatten the images first, or sum over all axes but the first.
"""

# says: "Whatever the number of axes of an image, its distance to another is one number"

import numpy as np


def distances(a, b):
    difference = a.astype(np.float64)[:, None] - b.astype(np.float64)[None]
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
