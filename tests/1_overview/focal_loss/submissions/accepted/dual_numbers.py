"""Forward-mode differentiation: values that carry their derivative with respect to the logit along."""

import numpy as np


class Dual:
    def __init__(self, value, slope):
        self.value, self.slope = value, slope

    def __neg__(self):
        return Dual(-self.value, -self.slope)

    def __mul__(self, other):
        if not isinstance(other, Dual):
            return Dual(self.value * other, self.slope * other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def exp(self):
        power = np.exp(self.value)
        return Dual(power, power * self.slope)

    def softplus(self):
        return Dual(np.logaddexp(0, self.value), np.exp(-np.logaddexp(0, -self.value)) * self.slope)


def evaluate(logits, targets, alpha, gamma):
    x = np.asarray(logits, dtype=float)
    positive = np.asarray(targets) > 0
    z = Dual(np.where(positive, x, -x), np.where(positive, 1.0, -1.0))
    loss = (-z).softplus()
    weight = (z.softplus() * -gamma).exp()  # 1 - p_t = sigmoid(-z), and -softplus(z) is its logarithm
    return loss, weight * loss * np.where(positive, alpha, 1 - alpha)


def cross_entropy(logits, targets):
    return evaluate(logits, targets, 0.5, 1.0)[0].value


def focal_loss(logits, targets, alpha=0.25, gamma=2.0):
    return evaluate(logits, targets, alpha, gamma)[1].value


def focal_gradient(logits, targets, alpha=0.25, gamma=2.0):
    return evaluate(logits, targets, alpha, gamma)[1].slope


def detector_loss(logits, assigned, alpha=0.25, gamma=2.0):
    counts = np.isin(assigned, -2, invert=True)
    positive = assigned > -1
    weights = counts / max(int(positive.sum()), 1)
    return float(weights @ focal_loss(logits, positive, alpha, gamma))
