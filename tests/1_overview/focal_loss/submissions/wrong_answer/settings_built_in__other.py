"""Has alpha and gamma built into the gradient, whatever is passed. Use the arguments."""

import numpy as np


def parts(logits, targets):
    x = np.array(logits, dtype=np.float64)
    y = np.array(targets, dtype=np.float64)
    small = np.exp(-np.abs(x))
    p = np.where(x >= 0, 1, small) / (1 + small)
    q = np.where(x >= 0, small, 1) / (1 + small)
    minus_log_p = np.maximum(-x, 0) + np.log1p(small)
    minus_log_q = np.maximum(x, 0) + np.log1p(small)
    return y, p, q, minus_log_p, minus_log_q


def cross_entropy(logits, targets):
    y, _, _, minus_log_p, minus_log_q = parts(logits, targets)
    return y * minus_log_p + (1 - y) * minus_log_q


def focal_loss(logits, targets, alpha=0.25, gamma=2.0):
    y, p, q, minus_log_p, minus_log_q = parts(logits, targets)
    return alpha * y * q**gamma * minus_log_p + (1 - alpha) * (1 - y) * p**gamma * minus_log_q


def focal_gradient(logits, targets, alpha=0.25, gamma=2.0):
    alpha, gamma = 0.5, 2.0
    y, p, q, minus_log_p, minus_log_q = parts(logits, targets)
    of_objects = -gamma * q**gamma * p * minus_log_p - q ** (gamma + 1)
    of_background = gamma * p**gamma * q * minus_log_q + p ** (gamma + 1)
    return alpha * y * of_objects + (1 - alpha) * (1 - y) * of_background


def detector_loss(logits, assigned, alpha=0.25, gamma=2.0):
    objects, background = logits[assigned >= 0], logits[assigned == -1]
    total = focal_loss(objects, np.ones(len(objects)), alpha, gamma).sum()
    total += focal_loss(background, np.zeros(len(background)), alpha, gamma).sum()
    return total if len(objects) == 0 else total / len(objects)
