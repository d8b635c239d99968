"""Functions whose gradient is known, for numerical_gradient to measure."""

import numpy as np


class Known:
    """A function of one array that insists on the array's shape."""

    def __init__(self, weights, formula):
        self.weights, self.formula = np.array(weights, dtype=np.float64), formula

    def __call__(self, array):
        values = np.array(array, dtype=np.float64)
        if values.shape != self.weights.shape:
            raise ValueError(f"the function takes an array of shape {self.weights.shape}, and was called with shape {values.shape}")
        return float(self.formula(self.weights, values))


def sum_of_powers(weights, power):
    """The sum of weight * a**power."""
    return Known(weights, lambda w, a: (w * a**power).sum())


def square_of_sum(weights):
    """The square of the sum of weight * a: each derivative depends on all values."""
    return Known(weights, lambda w, a: (w * a).sum() ** 2)
