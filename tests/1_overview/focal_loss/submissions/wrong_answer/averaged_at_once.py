"""Averages over the anchors at once. Each anchor is to have a loss of its own; they are put together in
`detector_loss`, where some anchors do not count and the divisor is not their number.
"""

import numpy as np


def losses_of(logits, targets):
    x, y = np.asarray(logits, float), np.asarray(targets, float)
    return np.maximum(x, 0) - x * y + np.log1p(np.exp(-np.abs(x)))


def cross_entropy(logits, targets):
    return losses_of(logits, targets).mean()


def focal_losses(logits, targets, alpha=0.25, gamma=2.0):
    y = np.asarray(targets, float)
    loss = losses_of(logits, targets)
    p_t = np.exp(-loss)
    alpha_t = alpha * y + (1 - alpha) * (1 - y)
    return alpha_t * (1 - p_t) ** gamma * loss


def focal_loss(logits, targets, alpha=0.25, gamma=2.0):
    return focal_losses(logits, targets, alpha, gamma).mean()


def focal_gradient(logits, targets, alpha=0.25, gamma=2.0):
    y = np.asarray(targets, float)
    loss = losses_of(logits, targets)
    p_t = np.exp(-loss)
    alpha_t = alpha * y + (1 - alpha) * (1 - y)
    return (2 * y - 1) * alpha_t * (1 - p_t) ** gamma * (p_t - 1 - gamma * p_t * loss)


def detector_loss(logits, assigned, alpha=0.25, gamma=2.0):
    kept = assigned > -2
    positive = assigned[kept] >= 0
    losses = focal_losses(logits[kept], positive, alpha, gamma)
    return float(losses.sum() / max(1, positive.sum()))
