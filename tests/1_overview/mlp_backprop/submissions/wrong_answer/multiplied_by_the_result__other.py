"""Multiplies the gradient by the output of the layer. The slope of a ReLU is 1 where it is active, however large its
output, and 0 elsewhere.
"""

import numpy as np


def relu(z):
    return np.where(z > 0, z, 0.0)


def forward(layers, X):
    h, everything = X, [X]
    *hidden, (last_W, last_b) = layers
    for W, b in hidden:
        h = relu(np.dot(h, W) + b)
        everything.append(h)
    everything.append(np.dot(h, last_W) + last_b)
    return everything


def backward(layers, X, y):
    everything = forward(layers, X)
    count = X.shape[0]
    own = np.eye(everything[-1].shape[1])[y]
    top = everything[-1].max(axis=1)[:, None]
    powers = np.exp(everything[-1] - top)
    total = powers.sum(axis=1)[:, None]
    loss = np.mean(np.log(total) + top - (everything[-1] * own).sum(axis=1)[:, None])
    wishes = (powers / total - own) / count
    gradients = [None] * len(layers)
    place = len(layers) - 1
    while place >= 0:
        below = everything[place]
        gradients[place] = (np.dot(below.T, wishes), np.sum(wishes, axis=0))
        wishes = np.dot(wishes, layers[place][0].T)
        wishes = wishes * below
        place -= 1
    return loss, gradients


def start(rng, inputs, outputs):
    return rng.uniform(-1, 1, (inputs, outputs)) * (6 / inputs) ** 0.5


def train(X, y, seed):
    rng = np.random.RandomState(seed)
    classes = np.unique(y).size
    layers = [(start(rng, X.shape[1], 40), np.zeros(40)), (start(rng, 40, classes), np.zeros(classes))]
    for _ in range(30):
        for batch in np.array_split(rng.permutation(len(y)), len(y) // 20):
            _, slopes = backward(layers, X[batch], y[batch])
            layers = [(W - 0.2 * dW, b - 0.2 * db) for (W, b), (dW, db) in zip(layers, slopes)]
    return layers
