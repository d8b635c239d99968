"""Adds up the squares pixel after pixel, for all pairs; sorts pairs (distance, index) as Python tuples."""

import numpy as np


def distances(a, b):
    a, b = np.reshape(a, (len(a), -1)), np.reshape(b, (len(b), -1))
    total = np.zeros((len(a), len(b)))
    for pixel in range(a.shape[1]):
        total += np.subtract.outer(a[:, pixel].astype(float), b[:, pixel].astype(float)) ** 2
    return total**0.5


def nearest(train_x, x, k):
    rows = [sorted((d, i) for i, d in enumerate(row))[:k] for row in distances(x, train_x).tolist()]
    return [[i for _, i in row] for row in rows], [[d for d, _ in row] for row in rows]


def knn_predict(train_x, train_y, x, k):
    indices, _ = nearest(train_x, x, k)
    answers = []
    for row in indices:
        tally = {}
        for index in row:
            tally[train_y[index]] = tally.get(train_y[index], 0) + 1
        answers.append(max(tally, key=tally.get))
    return np.array(answers)
