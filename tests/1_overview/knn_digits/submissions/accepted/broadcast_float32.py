"""All differences at once in float32; ties are broken by a small bonus for near neighbours."""

import numpy as np


def distances(a, b):
    a = np.asarray(a, np.float32).reshape(a.shape[0], 1, -1)
    b = np.asarray(b, np.float32).reshape(1, b.shape[0], -1)
    return np.sqrt(np.square(a - b).sum(-1))


def nearest(train_x, x, k):
    d = distances(x, train_x)
    index = np.broadcast_to(np.arange(d.shape[1]), d.shape)
    order = np.lexsort((index, d), axis=1)[:, :k]
    return order.astype(np.int32), np.sort(d, axis=1)[:, :k]


def knn_predict(train_x, train_y, x, k):
    indices, _ = nearest(train_x, x, k)
    classes, numbers = np.unique(train_y, return_inverse=True)
    votes = numbers.reshape(-1)[indices]
    counts = np.zeros((len(x), len(classes)))
    bonus = np.zeros_like(counts)
    rows = np.arange(len(x))
    for place in reversed(range(k)):
        counts[rows, votes[:, place]] += 1
        bonus[rows, votes[:, place]] = (k - place) / (2 * k)
    return classes[np.argmax(counts + bonus, axis=1)]
