"""W and b are one matrix, a column of ones goes with the images; Adam on the whole set, two hidden layers."""

import numpy as np


def widen(h):
    return np.concatenate([h, np.ones((len(h), 1))], axis=1)


def forward(layers, X):
    results = [X]
    for k, layer in enumerate(layers):
        z = widen(results[-1]) @ np.vstack(layer)
        results.append(z if k == len(layers) - 1 else (z + np.abs(z)) / 2)
    return tuple(results)


def backward(layers, X, y):
    results = forward(layers, X)
    n = len(y)
    scores = results[-1]
    logs = scores - np.logaddexp.reduce(scores, axis=1)[:, None]
    own = np.zeros_like(logs)
    own[np.arange(n), y] = 1
    delta = (np.exp(logs) - own) / n
    found = []
    for k in range(len(layers) - 1, -1, -1):
        both = widen(results[k]).T @ delta
        found.insert(0, (both[:-1], both[-1]))
        delta = np.where(results[k] > 0, delta @ layers[k][0].T, 0.0)
    return -(own * logs).sum() / n, found


def train(X, y, seed):
    rng = np.random.RandomState(seed)
    sizes = [X.shape[1], 32, 16, len(np.unique(y))]
    layers = [(rng.uniform(-1, 1, (a, b)) * np.sqrt(6 / a), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]
    flat = [v for layer in layers for v in layer]
    first, second = [np.zeros_like(v) for v in flat], [np.zeros_like(v) for v in flat]
    for step in range(1, 151):
        _, gradients = backward(layers, X, y)
        for value, g, m, v in zip(flat, [g for pair in gradients for g in pair], first, second):
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            value -= 0.02 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return layers
