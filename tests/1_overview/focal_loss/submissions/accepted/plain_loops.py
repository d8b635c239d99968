"""Anchor by anchor, with a case for objects and one for background."""

import math

import numpy as np


def softplus(x):
    """log(1 + exp(x))"""
    return x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))


def cross_entropy(logits, targets):
    losses = np.empty(len(logits))
    for i in range(len(logits)):
        x = float(logits[i])
        losses[i] = softplus(-x) if targets[i] == 1 else softplus(x)
    return losses


def focal(x, positive, alpha, gamma):
    if positive:
        loss = softplus(-x)
        return alpha * (1 - math.exp(-loss)) ** gamma * loss
    loss = softplus(x)
    return (1 - alpha) * (1 - math.exp(-loss)) ** gamma * loss


def focal_loss(logits, targets, alpha=0.25, gamma=2.0):
    return np.array([focal(float(x), y == 1, alpha, gamma) for x, y in zip(logits, targets)])


def focal_gradient(logits, targets, alpha=0.25, gamma=2.0):
    slopes = []
    for x, y in zip(logits, targets):
        x = float(x)
        loss = softplus(-x) if y == 1 else softplus(x)
        p_t = math.exp(-loss)
        through_the_log = (1 - p_t) ** (gamma + 1)
        through_the_weight = gamma * (1 - p_t) ** gamma * p_t * loss
        if y == 1:
            slopes.append(-alpha * (through_the_log + through_the_weight))
        else:
            slopes.append((1 - alpha) * (through_the_log + through_the_weight))
    return np.array(slopes)


def detector_loss(logits, assigned, alpha=0.25, gamma=2.0):
    total, positives = 0.0, 0
    for x, index in zip(logits.tolist(), assigned.tolist()):
        if index == -2:
            continue
        if index >= 0:
            positives += 1
        total += focal(x, index >= 0, alpha, gamma)
    return total / (positives or 1)
