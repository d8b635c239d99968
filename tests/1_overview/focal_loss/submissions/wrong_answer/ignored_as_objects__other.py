"""Counts the anchors that are to be ignored as objects: everything but -1 is positive. Only 0 and above is the
index of an object.
"""

import math

import numpy as np


def log_p_t(x, is_object):
    """The logarithm of the probability of the correct answer."""
    z = x if is_object else -x
    return min(z, 0.0) - math.log1p(math.exp(-abs(z)))


def anchor_loss(x, is_object, alpha, gamma):
    log_p = log_p_t(x, is_object)
    factor = alpha if is_object else 1 - alpha
    return -factor * (1 - np.exp(log_p)) ** gamma * log_p


def anchor_slope(x, is_object, alpha, gamma):
    log_p = log_p_t(x, is_object)
    p = np.exp(log_p)
    factor = alpha if is_object else 1 - alpha
    slope = factor * (1 - p) ** gamma * (gamma * p * log_p - (1 - p))
    return slope if is_object else -slope


def cross_entropy(logits, targets):
    return np.array([-log_p_t(float(x), y == 1) for x, y in zip(logits, targets)])


def focal_loss(logits, targets, alpha=0.25, gamma=2.0):
    return np.array([anchor_loss(float(x), y == 1, alpha, gamma) for x, y in zip(logits, targets)])


def focal_gradient(logits, targets, alpha=0.25, gamma=2.0):
    return np.array([anchor_slope(float(x), y == 1, alpha, gamma) for x, y in zip(logits, targets)])


def detector_loss(logits, assigned, alpha=0.25, gamma=2.0):
    total, positives = 0.0, 0
    for x, index in zip(logits, assigned):
        total += anchor_loss(float(x), index != -1, alpha, gamma)
        positives += int(index != -1)
    return total / max(positives, 1)
