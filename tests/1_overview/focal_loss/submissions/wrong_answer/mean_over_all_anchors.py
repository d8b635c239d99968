"""Divides by the number of anchors that are not ignored. Nearly all of them are background, with a loss of almost
0, so the loss of an image hardly depends on its objects and is tiny. Divide by the number of positive anchors.
"""

import numpy as np


def cross_entropy(logits, targets):
    x, y = np.asarray(logits, float), np.asarray(targets, float)
    return np.maximum(x, 0) - x * y + np.log1p(np.exp(-np.abs(x)))


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
    return float(losses.sum() / max(1, len(losses)))
