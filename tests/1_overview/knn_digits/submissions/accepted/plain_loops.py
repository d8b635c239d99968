"""Pixel by pixel, in plain Python numbers."""

import math

import numpy as np


def distances(a, b):
    a = [np.ravel(image).tolist() for image in a]
    b = [np.ravel(image).tolist() for image in b]
    result = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            total = 0
            for p, q in zip(a[i], b[j]):
                total += (p - q) ** 2
            result[i, j] = math.sqrt(total)
    return result


def nearest(train_x, x, k):
    indices, found = [], []
    for row in distances(x, train_x):
        order = sorted(range(len(train_x)), key=lambda i: row[i])
        indices.append(order[:k])
        found.append([row[i] for i in order[:k]])
    return np.array(indices), np.array(found)


def knn_predict(train_x, train_y, x, k):
    result = []
    for neighbours in nearest(train_x, x, k)[0]:
        votes = [int(train_y[i]) for i in neighbours]
        best = votes[0]
        for vote in votes:
            if votes.count(vote) > votes.count(best):
                best = vote
        result.append(best)
    return np.array(result)
