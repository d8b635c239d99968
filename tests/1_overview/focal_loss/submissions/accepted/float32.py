"""Everything in float32. The weight is a power of sigmoid(-z), taken through its logarithm."""

import numpy as np


def signs(targets):
    return np.where(np.asarray(targets) == 1, np.float32(1), np.float32(-1))


def towards(logits, targets):
    """The logit of the correct answer."""
    return signs(targets) * np.asarray(logits).astype(np.float32)


def log_sigmoid(z):
    return np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))


def alpha_t(targets, alpha):
    return np.float32(0.5) + signs(targets) * np.float32(alpha - 0.5)


def cross_entropy(logits, targets):
    return -log_sigmoid(towards(logits, targets))


def focal_loss(logits, targets, alpha=0.25, gamma=2.0):
    z = towards(logits, targets)
    weight = np.exp(np.float32(gamma) * log_sigmoid(-z))
    return -alpha_t(targets, alpha) * weight * log_sigmoid(z)


def focal_gradient(logits, targets, alpha=0.25, gamma=2.0):
    z = towards(logits, targets)
    yes, no = log_sigmoid(z), log_sigmoid(-z)
    # d log sigmoid(z) / dz is sigmoid(-z), so the weight's logarithm falls by gamma sigmoid(z).
    slope = np.exp(np.float32(gamma) * no) * (np.float32(gamma) * np.exp(yes) * yes - np.exp(no))
    return signs(targets) * alpha_t(targets, alpha) * slope


def detector_loss(logits, assigned, alpha=0.25, gamma=2.0):
    losses = focal_loss(logits, np.where(assigned < 0, 0, 1), alpha, gamma)
    losses[assigned == -2] = 0
    return losses.sum(dtype=np.float64) / np.maximum(np.count_nonzero(assigned >= 0), 1)
