"""Everything in float32, the images first centred on their own class's score."""

import numpy as np


def relative(W, X, y):
    scores = X.astype(np.float32) @ W.astype(np.float32)
    return scores - np.take_along_axis(scores, np.asarray(y, dtype=int)[:, None], axis=1)


def finish(W, X, per_image, pushes, reg):
    loss = per_image.mean(dtype=np.float32) + np.float32(reg) * np.square(W, dtype=np.float32).sum()
    gradient = np.einsum("nd,nc->dc", X.astype(np.float32), pushes.astype(np.float32)) / np.float32(len(X))
    return float(loss), gradient + np.float32(2 * reg) * W.astype(np.float32)


def hinge_loss_grad(W, X, y, reg):
    margins = np.clip(relative(W, X, y) + 1, 0, None)
    rows = np.arange(len(y))
    pushes = np.sign(margins)
    pushes[rows, y] = 0
    pushes[rows, y] = -pushes.sum(axis=1)
    return finish(W, X, margins.sum(axis=1) - 1, pushes, reg)


def softmax_loss_grad(W, X, y, reg):
    ahead = relative(W, X, y)
    top = ahead.max(axis=1, keepdims=True)
    powers = np.exp(ahead - top)
    total = powers.sum(axis=1, keepdims=True)
    pushes = powers / total
    pushes[np.arange(len(y)), y] -= 1
    return finish(W, X, (top + np.log(total))[:, 0], pushes, reg)


def train(W, X, y, loss, reg, rate, steps):
    known = dict(hinge=hinge_loss_grad, softmax=softmax_loss_grad)
    if loss not in known:
        raise ValueError(f"{loss=}")
    current, history = np.array(W, dtype=np.float32), []
    while len(history) < steps:
        value, slope = known[loss](current, X, y, reg)
        history += [value]
        current -= np.float32(rate) * slope
    return current, history
