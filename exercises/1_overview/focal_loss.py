"""Focal loss.

A one-stage detector classifies every anchor of an image, and nearly all of them are background. Each anchor has one
logit x, the score for "there is an object here", and p = sigmoid(x) = 1 / (1 + exp(-x)) is the probability of an object.
The probability of the *correct* answer is

    p_t = p  for an object          p_t = 1 - p  for background

The cross-entropy of an anchor is -log(p_t). The focal loss (Lin and others, *Focal Loss for Dense Object Detection*,
2017) multiplies it by two factors:

    FL = -alpha_t * (1 - p_t)**gamma * log(p_t)          alpha_t = alpha  for an object,  1 - alpha  for background

The factor (1 - p_t)**gamma is close to 0 for anchors that are classified well, so that a hundred thousand of them do
not outweigh the few objects. N is the number of anchors. All logarithms are natural.

Tasks
1. `cross_entropy`: the loss of each anchor.
2. `cross_entropy`: logits of any size and any dtype.
3. `focal_loss`: easy anchors count less.
4. `focal_gradient`: the derivative, by hand.
5. `detector_loss`: one number for an image.
"""

import numpy as np


def cross_entropy(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The binary cross-entropy of each anchor, -log(p_t).

    Args:
        logits: Shape (N,), any integer or float dtype.
        targets: Shape (N,), any integer or float dtype: 1 for an object, 0 for background.

    Returns:
        Floats, shape (N,), float64 or float32. They are finite and correct for logits of any size, such as 10,000 for
        background (task 2).

    Examples:
        >>> cross_entropy(np.array([1.5, 1.5]), np.array([1, 0])).round(4)  # p_t is 0.8176 and 0.1824
        array([0.2014, 1.7014])
    """
    raise NotImplementedError("task 1: compute p_t, the probability of the correct answer; return minus its logarithm")


def focal_loss(logits: np.ndarray, targets: np.ndarray, alpha: float = 0.25, gamma: float = 2.0) -> np.ndarray:
    """The focal loss of each anchor, -alpha_t * (1 - p_t)**gamma * log(p_t).

    Args:
        logits: As for `cross_entropy`, of any size.
        targets: As for `cross_entropy`.
        alpha: The factor for objects, from 0 to 1; the factor for background is 1 - alpha.
        gamma: The exponent, at least 0 and not always an integer. With 0, only alpha_t remains as a factor.

    Returns:
        Floats, shape (N,), float64 or float32.

    Examples:
        >>> focal_loss(np.array([1.5, 1.5]), np.array([1, 0]), alpha=0.4, gamma=1.0).round(4)
        array([0.0147, 0.8346])
    """
    raise NotImplementedError("task 3: multiply the cross-entropy by two factors, both of which depend on the target")


def focal_gradient(logits: np.ndarray, targets: np.ndarray, alpha: float = 0.25, gamma: float = 2.0) -> np.ndarray:
    """The derivative of each anchor's focal loss with respect to its logit.

    Args:
        logits: As for `focal_loss`.
        targets: As for `focal_loss`.
        alpha: As for `focal_loss`.
        gamma: As for `focal_loss`.

    Returns:
        Floats, shape (N,), float64 or float32, finite and correct for logits of any size. Each is the derivative of
        that anchor's own loss; nothing is averaged.

    Examples:
        >>> focal_gradient(np.array([1.5, 1.5]), np.array([1, 0]), alpha=0.4, gamma=1.0).round(4)
        array([-0.0253,  0.5533])
    """
    raise NotImplementedError("task 4: p_t occurs twice in the loss, so the product rule gives two terms")


def detector_loss(logits: np.ndarray, assigned: np.ndarray, alpha: float = 0.25, gamma: float = 2.0) -> float:
    """The classification loss of a detector on one image.

    Sum the focal losses of all anchors that are not ignored. Divide the sum by the number of positive anchors, which
    are those assigned to an object, or by 1 if there are none.

    Args:
        logits: As for `focal_loss`. N may be 0.
        assigned: Integers, shape (N,), as `assign` of the exercise `anchors` returns them: 0 or more is the index of
            the object to which the anchor is assigned, -1 is background, and -2 is neither: the anchor is ignored.
        alpha: As for `focal_loss`.
        gamma: As for `focal_loss`.

    Returns:
        A float.

    Examples:
        >>> logits, assigned = np.array([1.5, 0.5, 1.5, 7.0]), np.array([0, 0, -1, -2])
        >>> round(detector_loss(logits, assigned, alpha=0.4, gamma=1.0), 4)  # (0.0147 + 0.0716 + 0.8346) / 2
        0.4605
    """
    raise NotImplementedError("task 5: which anchors are positive, which are background, and which do not count?")
