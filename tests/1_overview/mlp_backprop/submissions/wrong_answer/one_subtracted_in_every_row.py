"""Subtracts 1 with `delta[:, y] -= 1`. That selects the columns y in all rows, so every image loses 1 in every class
that occurs. Select one value per image: `delta[np.arange(N), y]`.
"""

# says: "1 was subtracted in every row"

from itertools import pairwise

import numpy as np

Layers = list[tuple[np.ndarray, np.ndarray]]

HIDDEN, EPOCHS, BATCH, RATE = 32, 40, 32, 0.1


def forward(layers: Layers, X: np.ndarray) -> list[np.ndarray]:
    """X and the output of each layer; a ReLU follows every layer but the last."""
    activations = [X]
    for number, (W, b) in enumerate(layers, start=1):
        z = activations[-1] @ W + b
        activations.append(z if number == len(layers) else np.maximum(z, 0))
    return activations


def backward(layers: Layers, X: np.ndarray, y: np.ndarray) -> tuple[float, Layers]:
    """The mean cross-entropy, and its gradient for each (W, b), in the order of the layers."""
    activations = forward(layers, X)
    images = np.arange(len(X))
    scores = activations[-1] - activations[-1].max(axis=1, keepdims=True)
    logs = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))
    loss = -logs[images, y].mean()

    delta = np.exp(logs)  # the gradient with respect to the output of the layer before its ReLU
    delta[:, y] -= 1
    delta /= len(X)
    gradients = []
    for number in reversed(range(len(layers))):
        before = activations[number]
        gradients.append((before.T @ delta, delta.sum(axis=0)))
        if number > 0:
            delta = (delta @ layers[number][0].T) * (before > 0)
    return float(loss), gradients[::-1]


def train(X: np.ndarray, y: np.ndarray, seed: int) -> Layers:
    """A network with one hidden layer, trained by stochastic gradient descent on shuffled mini-batches."""
    rng = np.random.default_rng(seed)
    sizes = [X.shape[1], HIDDEN, y.max() + 1]
    layers = [
        (rng.normal(0, np.sqrt(2 / inputs), (inputs, outputs)), np.zeros(outputs))
        for inputs, outputs in pairwise(sizes)
    ]
    for _ in range(EPOCHS):
        order = rng.permutation(len(X))
        for start in range(0, len(X), BATCH):
            batch = order[start : start + BATCH]
            _, gradients = backward(layers, X[batch], y[batch])
            layers = [(W - RATE * dW, b - RATE * db) for (W, b), (dW, db) in zip(layers, gradients, strict=True)]
    return layers
