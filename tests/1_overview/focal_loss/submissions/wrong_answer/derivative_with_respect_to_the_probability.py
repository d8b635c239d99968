"""Differentiates with respect to the probability and stops there. The probability depends on the logit through the
sigmoid, whose derivative p (1 - p) is another factor of the chain rule.
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
    slope = (1 - p_t) ** gamma * (p_t - 1 - gamma * p_t * loss)
    return (2 * y - 1) * alpha_t * slope / (p_t * (1 - p_t))


def detector_loss(logits, assigned, alpha=0.25, gamma=2.0):
    kept = assigned > -2
    positive = assigned[kept] >= 0
    losses = focal_loss(logits[kept], positive, alpha, gamma)
    return float(losses.sum() / max(1, positive.sum()))
