"""Has alpha and gamma built into the gradient, whatever is passed. Use the arguments."""
# source: pjreddie/darknet src/yolo_layer.c (delta_yolo_class with focal_loss)

import numpy as np


def _signed(logits, targets):
    logits, targets = np.asarray(logits, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    return np.where(targets == 1, logits, -logits), targets


def cross_entropy(logits, targets):
    z, _ = _signed(logits, targets)
    return np.maximum(-z, 0) + np.log1p(np.exp(-np.abs(z)))


def focal_loss(logits, targets, alpha=0.25, gamma=2.0):
    z, t = _signed(logits, targets)
    miss = np.exp(-np.logaddexp(0, z))
    return np.where(t == 1, alpha, 1 - alpha) * miss**gamma * np.logaddexp(0, -z)


def focal_gradient(logits, targets, alpha=0.25, gamma=2.0):
    t = np.asarray(targets, dtype=np.float64)
    output = np.exp(-np.logaddexp(0, -np.asarray(logits, dtype=np.float64)))
    alpha = 0.5
    pt = np.where(t == 1, output, 1 - output) + 0.000000000000001
    factor = (1 - pt) * (1 - pt - 2 * pt * np.log(pt))
    delta = (t - output) * factor * alpha
    return -delta


def detector_loss(logits, assigned, alpha=0.25, gamma=2.0):
    assigned = np.asarray(assigned)
    counts = assigned != -2
    losses = focal_loss(np.asarray(logits)[counts], (assigned[counts] >= 0).astype(float), alpha, gamma)
    return float(losses.sum() / max(int((assigned >= 0).sum()), 1))

