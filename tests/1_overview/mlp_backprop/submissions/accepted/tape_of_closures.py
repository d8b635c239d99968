"""Each step of the way forward leaves a function that knows the way back."""

import numpy as np


def affine(h, W, b):
    def back(g):
        return g @ W.T, (np.einsum("ni,no->io", h, g), np.einsum("no->o", g))

    return np.dot(h, W) + b, back


def relu(z):
    return z.clip(min=0), lambda g: np.multiply(g, z > 0)


def run(layers, X):
    outputs, tape = [X], []
    for k, (W, b) in enumerate(layers):
        z, back = affine(outputs[-1], W, b)
        gate = None
        if k + 1 < len(layers):
            z, gate = relu(z)
        outputs.append(z)
        tape.append((back, gate))
    return outputs, tape


def forward(layers, X):
    return run(layers, X)[0]


def backward(layers, X, y):
    outputs, tape = run(layers, X)
    scores = outputs[-1]
    centred = scores - scores.max(1, keepdims=True)
    total = np.exp(centred).sum(1)
    loss = np.mean(np.log(total) - np.take_along_axis(centred, np.asarray(y)[:, None], 1)[:, 0])
    g = np.exp(centred) / total[:, None]
    np.subtract.at(g, (np.arange(len(y)), y), 1)
    g = g / len(y)
    gradients = [None] * len(layers)
    for k in reversed(range(len(layers))):
        back, gate = tape[k]
        g, gradients[k] = back(g if gate is None else gate(g))
    return loss, gradients


def train(X, y, seed):
    rng = np.random.default_rng(seed)
    classes = int(np.max(y)) + 1
    layers = [
        [rng.standard_normal((X.shape[1], 48)) / np.sqrt(X.shape[1]), np.zeros(48)],
        [rng.standard_normal((48, classes)) / np.sqrt(48), np.zeros(classes)],
    ]
    velocity = [[np.zeros_like(v) for v in layer] for layer in layers]
    for _ in range(20):
        for batch in np.array_split(rng.permutation(len(X)), max(1, len(X) // 25)):
            _, gradients = backward(layers, X[batch], y[batch])
            for layer, pair, speed in zip(layers, gradients, velocity):
                for j in range(2):
                    speed[j] = 0.9 * speed[j] - 0.05 * pair[j]
                    layer[j] = layer[j] + speed[j]
    return layers
