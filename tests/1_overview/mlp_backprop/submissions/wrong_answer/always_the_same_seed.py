"""Creates its generator with a fixed number instead of `seed`. Five networks trained with five seeds are then identical.
"""

# says: "The seed has to reach the generator"

import numpy as np


def forward(layers, X):
    results = [X]
    for number, (W, b) in enumerate(layers):
        z = results[-1] @ W + b
        if number < len(layers) - 1:
            z = np.maximum(z, 0)
        results.append(z)
    return results


def backward(layers, X, y):
    results = forward(layers, X)
    n = len(X)
    scores = results[-1]
    scores = scores - scores.max(axis=1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    loss = -logs[np.arange(n), y].sum() / n
    delta = np.exp(logs)
    delta[np.arange(n), y] -= 1
    delta = delta / n
    gradients = []
    for number in reversed(range(len(layers))):
        h = results[number]
        dW = h.T @ delta
        db = delta.sum(axis=0)
        gradients.append((dW, db))
        if number > 0:
            delta = delta @ layers[number][0].T
            delta = delta * (h > 0)
    gradients.reverse()
    return loss, gradients


def train(X, y, seed):
    rng = np.random.default_rng(42)
    sizes = [X.shape[1], 32, int(y.max()) + 1]
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        W = rng.normal(0, np.sqrt(2 / a), (a, b))
        layers.append((W, np.zeros(b)))
    for epoch in range(40):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 32):
            batch = order[start : start + 32]
            gradients = backward(layers, X[batch], y[batch])[1]
            for (W, b), (dW, db) in zip(layers, gradients):
                W -= 0.2 * dW
                b -= 0.2 * db
    return layers
