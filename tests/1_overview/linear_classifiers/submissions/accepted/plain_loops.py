"""Image by image and class by class."""

import math

import numpy as np


def hinge_loss_grad(W, X, y, reg):
    loss = 0.0
    gradient = np.zeros(W.shape)
    for x, own in zip(X.astype(float), y):
        scores = x @ W
        for j in range(W.shape[1]):
            if j == own:
                continue
            margin = scores[j] - scores[own] + 1
            if margin > 0:
                loss += margin
                gradient[:, j] += x
                gradient[:, own] -= x
    loss = loss / len(X) + reg * (W * W).sum()
    gradient = gradient / len(X) + 2 * reg * W
    return loss, gradient


def softmax_loss_grad(W, X, y, reg):
    loss = 0.0
    gradient = np.zeros(W.shape)
    for x, own in zip(X.astype(float), y):
        scores = (x @ W).tolist()
        top = max(scores)
        powers = [math.exp(s - top) for s in scores]
        total = sum(powers)
        loss += math.log(total) + top - scores[own]
        for j, power in enumerate(powers):
            gradient[:, j] += (power / total - (j == own)) * x
    return loss / len(X) + reg * (W * W).sum(), gradient / len(X) + 2 * reg * W


def train(W, X, y, loss, reg, rate, steps):
    if loss == "hinge":
        function = hinge_loss_grad
    elif loss == "softmax":
        function = softmax_loss_grad
    else:
        raise ValueError("loss is hinge or softmax")
    losses = []
    for _ in range(steps):
        value, gradient = function(W, X, y, reg)
        losses.append(value)
        W = W - rate * gradient
    return W, losses
