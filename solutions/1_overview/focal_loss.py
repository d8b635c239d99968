"""Focal loss: the reference."""

import numpy as np


def cross_entropy(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The binary cross-entropy of each anchor, -log(p_t)."""
    return -_log_p_t(logits, targets)


def focal_loss(logits: np.ndarray, targets: np.ndarray, alpha: float = 0.25, gamma: float = 2.0) -> np.ndarray:
    """The focal loss of each anchor, -alpha_t (1 - p_t)^gamma log(p_t)."""
    log_p_t = _log_p_t(logits, targets)
    return -_alpha_t(targets, alpha) * (1 - np.exp(log_p_t)) ** gamma * log_p_t


def focal_gradient(logits: np.ndarray, targets: np.ndarray, alpha: float = 0.25, gamma: float = 2.0) -> np.ndarray:
    """The derivative of each anchor's focal loss with respect to its logit (Lin and others, 2017, appendix B)."""
    log_p_t = _log_p_t(logits, targets)
    p_t = np.exp(log_p_t)
    # The product rule, times dp_t/dx = +-p_t (1 - p_t), which cancels both denominators.
    slope = (1 - p_t) ** gamma * (gamma * p_t * log_p_t + p_t - 1)
    return _sign(targets) * _alpha_t(targets, alpha) * slope


def detector_loss(logits: np.ndarray, assigned: np.ndarray, alpha: float = 0.25, gamma: float = 2.0) -> float:
    """The sum over all anchors that are not ignored, divided by the number of positive ones."""
    counts, positive = assigned != -2, assigned >= 0
    losses = focal_loss(logits[counts], positive[counts], alpha, gamma)
    return float(losses.sum() / max(positive.sum(), 1))


def _log_p_t(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """log(p_t) = -log(1 + exp(-x)) with x negated for background; logaddexp never overflows."""
    return -np.logaddexp(0, -_sign(targets) * np.asarray(logits, dtype=float))


def _sign(targets: np.ndarray) -> np.ndarray:
    return np.where(targets, 1.0, -1.0)


def _alpha_t(targets: np.ndarray, alpha: float) -> np.ndarray:
    return np.where(targets, alpha, 1 - alpha)
