"""Works with W transposed, one column of scores after the other; the slope of the softmax through its Jacobian."""

import numpy as np


def hinge_loss_grad(W, X, y, reg):
    n, classes = len(X), W.shape[1]
    own = np.array([X[i] @ W[:, y[i]] for i in range(n)])
    total, columns, owed = 0.0, [], np.zeros(n)
    for j in range(classes):
        violated = np.where(y == j, 0.0, np.maximum(0.0, X @ W[:, j] - own + 1))
        total += violated.sum()
        columns.append((violated > 0).astype(float))
        owed += violated > 0
    for j in range(classes):
        columns[j] = columns[j] - np.where(y == j, owed, 0.0)
    gradient = np.stack([(column @ X) / n for column in columns], axis=1)
    return total / n + reg * sum(float(w) ** 2 for w in W.flat), gradient + 2 * reg * W


def softmax_loss_grad(W, X, y, reg):
    n = len(X)
    gradient = np.zeros(W.T.shape)
    loss = 0.0
    for i in range(n):
        scores = W.T @ X[i]
        scores = scores - np.max(scores)
        p = np.exp(scores) / np.exp(scores).sum()
        loss += np.log1p(np.exp(scores).sum() - 1) - scores[y[i]]
        if p[y[i]] > 1e-200:
            jacobian = np.diag(p) - np.outer(p, p)
            push = -jacobian[:, y[i]] / p[y[i]]
        else:
            push = p - np.eye(len(p))[y[i]]
        gradient += np.outer(push, X[i])
    return loss / n + reg * np.linalg.norm(W) ** 2, (gradient / n).T + 2 * reg * W


def train(W, X, y, loss, reg, rate, steps):
    if loss not in ("hinge", "softmax"):
        raise ValueError(loss)

    def descend(W, left):
        if not left:
            return W, []
        value, gradient = (softmax_loss_grad if loss == "softmax" else hinge_loss_grad)(W, X, y, reg)
        end, losses = descend(W - rate * gradient, left - 1)
        return end, [value, *losses]

    return descend(np.array(W), steps)
