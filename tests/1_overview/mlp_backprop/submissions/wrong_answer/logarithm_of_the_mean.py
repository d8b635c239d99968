"""Takes the logarithm of the mean probability. The loss is the mean of the logarithms: first -log(p) for each image,
then the mean.
"""

import numpy as np


def forward(layers, X):
    (W, b), rest = layers[0], layers[1:]
    z = np.matmul(X, W) + b[None, :]
    if not rest:
        return [X.copy(), z]
    return [X.copy()] + forward(rest, np.clip(z, 0, None))


def _cross_entropy(s, y):
    n = s.shape[0]
    shifted = s - s.max(1)[:, None]
    p = np.exp(shifted)
    p = p / p.sum(1)[:, None]
    correct = np.take_along_axis(shifted, y[:, None].astype(int), axis=1)
    loss = -np.log(np.mean(np.exp(correct - np.log(np.exp(shifted).sum(1)[:, None]))))
    target = np.arange(s.shape[1])[None, :] == y[:, None]
    return loss, (p - target) / n


def _descend(layers, h, y):
    W, b = layers[0]
    z = h @ W + b
    if len(layers) == 1:
        loss, dz = _cross_entropy(z, y)
        later = []
    else:
        loss, dh, later = _descend(layers[1:], np.maximum(0, z), y)
        dz = dh * (z > 0)
    return loss, dz @ W.T, [(h.T @ dz, dz.sum(0))] + later


def backward(layers, X, y):
    loss, _, gradients = _descend(list(layers), X, y)
    return float(loss), gradients


def train(X, y, seed):
    rng = np.random.default_rng(seed)
    D, C = X.shape[1], int(np.max(y)) + 1
    net = [
        [rng.normal(size=(D, 40)) * (2 / D) ** 0.5, np.zeros(40)],
        [rng.normal(size=(40, 20)) * (2 / 40) ** 0.5, np.zeros(20)],
        [rng.normal(size=(20, C)) * (2 / 20) ** 0.5, np.zeros(C)],
    ]
    for _ in range(40):
        mixed = rng.permutation(len(y))
        start = 0
        while start < len(y):
            batch = mixed[start : start + 32]
            grads = backward([tuple(layer) for layer in net], X[batch], y[batch])[1]
            for layer, (gW, gb) in zip(net, grads):
                layer[0] = layer[0] - 0.1 * gW
                layer[1] = layer[1] - 0.1 * gb
            start += 32
    return [(W, b) for W, b in net]
