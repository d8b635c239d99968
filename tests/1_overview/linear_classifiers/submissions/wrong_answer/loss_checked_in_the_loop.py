"""Checks the name of the loss inside the loop. With steps=0 a misspelled name goes unnoticed. Check the arguments
first.
"""

# says: "and no step"

import numpy as np


def hinge_loss_grad(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
    """Mean over the images of the sum over j != c of max(0, s[j] - s[c] + 1), plus reg * sum(W²); and the gradient, (D, C)."""
    images = np.arange(len(X))
    scores = X @ W
    margins = np.maximum(scores - scores[images, y][:, None] + 1, 0)
    margins[images, y] = 0  # the correct class has no margin to itself

    # The gradient with respect to the scores: 1 for each violated margin, minus their number for the correct class.
    pushes = (margins > 0).astype(np.float64)
    pushes[images, y] = -pushes.sum(axis=1)
    loss = margins.sum() / len(X) + reg * np.sum(W**2)
    return float(loss), X.T @ pushes / len(X) + 2 * reg * W


def softmax_loss_grad(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
    """Mean over the images of -log(softmax(s)[c]), plus reg * sum(W²); and the gradient, (D, C)."""
    images = np.arange(len(X))
    scores = X @ W
    scores = scores - scores.max(axis=1, keepdims=True)  # leaves the probabilities unchanged, and no exp overflows
    logs = scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))

    pushes = np.exp(logs)
    pushes[images, y] -= 1
    loss = -logs[images, y].mean() + reg * np.sum(W**2)
    return float(loss), X.T @ pushes / len(X) + 2 * reg * W


LOSSES = {"hinge": hinge_loss_grad, "softmax": softmax_loss_grad}


def train(
    W: np.ndarray, X: np.ndarray, y: np.ndarray, loss: str, reg: float, rate: float, steps: int
) -> tuple[np.ndarray, list[float]]:
    """Gradient descent on all images: the weights after `steps` steps, and the loss before each step."""
    W = W.copy()  # the caller's weights stay unchanged
    losses = []
    for _ in range(steps):
        if loss not in LOSSES:
            raise ValueError(loss)
        value, gradient = LOSSES[loss](W, X, y, reg)
        losses.append(value)
        W -= rate * gradient
    return W, losses
