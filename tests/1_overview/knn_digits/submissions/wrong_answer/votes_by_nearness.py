"""Weights each vote by 1 / distance. That is a variant of the method. Here every vote counts 1, and one close neighbour
does not outvote three that agree.
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
    votes = np.asarray(train_y)[indices]
    labels = [winner(row, d) for row, d in zip(votes.tolist(), apart)]
    return np.array(labels)


def winner(votes, apart):
    weights = {}
    for vote, d in zip(votes, apart):
        weights[vote] = weights.get(vote, 0) + 1 / (d + 1e-9)
    return max(weights, key=weights.get)
