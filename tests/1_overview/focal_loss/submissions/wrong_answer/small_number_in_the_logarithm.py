"""Adds a small number to the probability, so that its logarithm stays finite. The loss of a clear mistake then ends
at the logarithm of that number, however large the logit. The loss can be computed from the logit, and nothing has
to be added.
"""

import numpy as np


def cross_entropy(logits, targets):
    x, y = np.asarray(logits, float), np.asarray(targets, float)
    p = 1 / (1 + np.exp(-x))
    return -np.log(np.where(y == 1, p, 1 - p) + 1e-7)


def focal_loss(logits, targets, alpha=0.25, gamma=2.0):
    y = np.asarray(targets, float)
    loss = cross_entropy(logits, targets)
    p_t = np.exp(-loss)
    alpha_t = alpha * y + (1 - alpha) * (1 - y)
    return alpha_t * (1 - p_t) ** gamma * loss


def focal_gradient(logits, targets, alpha=0.25, gamma=2.0):
    y = np.asarray(targets, float)
    loss = cross_entropy(logits, targets)
    p_t = np.exp(-loss)
    alpha_t = alpha * y + (1 - alpha) * (1 - y)
    return (2 * y - 1) * alpha_t * (1 - p_t) ** gamma * (p_t - 1 - gamma * p_t * loss)


def detector_loss(logits, assigned, alpha=0.25, gamma=2.0):
    kept = assigned > -2
    positive = assigned[kept] >= 0
    losses = focal_loss(logits[kept], positive, alpha, gamma)
    return float(losses.sum() / max(1, positive.sum()))
