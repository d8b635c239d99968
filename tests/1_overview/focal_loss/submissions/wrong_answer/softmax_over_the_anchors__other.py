"""Lets the anchors compete: a softmax over all anchors makes their probabilities sum to 1. Each anchor is a
question of its own, and several may be objects. Use the sigmoid of each logit.
"""

import numpy as np


def softmax(logits):
    logits = logits.astype(float)
    powers = np.exp(logits - np.max(logits, initial=-np.inf))
    return powers / powers.sum()


def log_p_t(x, is_object):
    """The logarithm of the probability of the correct answer."""
    return np.log(x if is_object else 1 - x)


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
    return np.array([-log_p_t(x, y == 1) for x, y in zip(softmax(logits), targets)])


def focal_loss(logits, targets, alpha=0.25, gamma=2.0):
    return np.array([anchor_loss(x, y == 1, alpha, gamma) for x, y in zip(softmax(logits), targets)])


def focal_gradient(logits, targets, alpha=0.25, gamma=2.0):
    return np.array([anchor_slope(x, y == 1, alpha, gamma) for x, y in zip(softmax(logits), targets)])


def detector_loss(logits, assigned, alpha=0.25, gamma=2.0):
    total, positives = 0.0, 0
    for x, index in zip(softmax(logits[assigned != -2]), assigned[assigned != -2]):
        total += anchor_loss(x, index >= 0, alpha, gamma)
        positives += int(index >= 0)
    return total / max(positives, 1)
