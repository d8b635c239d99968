"""Takes the logarithm of the mean probability. The loss is the mean of the logarithms: first -log(p) for each image,
then the mean.
"""

import numpy as np


def forward(layers, X):
    outs = [X]
    for i, (W, b) in enumerate(layers):
        z = outs[-1] @ W + b
        if i < len(layers) - 1:
            z = np.maximum(z, 0)
        outs.append(z)
    return outs


def backward(layers, X, y):
    outs = forward(layers, X)
    s = outs[-1]
    n = len(X)
    s = s - s.max(axis=1, keepdims=True)
    e = np.exp(s)
    total = e.sum(axis=1, keepdims=True)
    rows = np.arange(n)
    delta = e / total
    loss = -float(np.log(delta[rows, y].mean()))
    delta[rows, y] -= 1
    delta /= n
    grads = []
    for i in reversed(range(len(layers))):
        W, b = layers[i]
        grads.append((outs[i].T @ delta, delta.sum(axis=0)))
        if i > 0:
            delta = delta @ W.T
            delta = delta * (outs[i] > 0)
    grads.reverse()
    return loss, grads


def train(X, y, seed):
    rng = np.random.default_rng(seed)
    n, d = X.shape
    c = int(y.max()) + 1
    sizes = [d, 32, c]
    layers = []
    for a, o in zip(sizes[:-1], sizes[1:]):
        layers.append((rng.normal(0, np.sqrt(2 / a), (a, o)), np.zeros(o)))
    for epoch in range(40):
        order = rng.permutation(n)
        for k in range(0, n, 32):
            idx = order[k : k + 32]
            _, grads = backward(layers, X[idx], y[idx])
            layers = [(W - 0.1 * gW, b - 0.1 * gb) for (W, b), (gW, gb) in zip(layers, grads)]
    return layers
