"""Fit a line with Keras: the smallest network, and every step of training and evaluating it.

One dense layer with one input and one output is the line y = w x + b. With such a small network you can see what goes wrong
with larger ones too: a validation set that does not resemble the other points, inputs that are too large, weights in the wrong
units, and a vector that is subtracted from a column.

In `fit_line`, the points are sorted by x, and the values of x are far outside the range from 0 to 1. The points lie only
roughly on a line.

Tasks
1. `split`: hold out some of the points for validation, at random.
2. `build`: a line as a network, compiled for gradient descent.
3. `fit_line`: train on most of the points, validate on the others, and return the line in the original units.
4. `rms_error`: the root mean squared error of a model.
"""

from __future__ import annotations

import keras
import numpy as np


def split(x: np.ndarray, y: np.ndarray, fraction: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Divide points at random into a training and a validation set.

    Each x goes into one of the two sets, together with its y. Every choice of points for validation is equally likely,
    wherever they are in `x`.

    Args:
        x: N numbers, shape (N,), in any order; often sorted.
        y: The N values that belong to them, shape (N,).
        fraction: The fraction held out for validation, between 0 and 1.
        seed: The same seed gives the same choice, and a different seed gives a different one.

    Returns:
        Four arrays: x and y for training, x and y for validation. The validation set has round(fraction * N) points, and the
        training set has the others. The points within a set may be in any order.

    Examples:
        >>> x = np.arange(10.0)
        >>> [part.shape for part in split(x, 2 * x, 0.3, seed=1)]
        [(7,), (7,), (3,), (3,)]
    """
    raise NotImplementedError(
        "task 1: np.random.default_rng(seed) can permute the indices 0 to N - 1; use the same ones for x and y"
    )


def build(rate: float) -> keras.Model:
    """Return a line as a compiled network, with slope 0 and intercept 0.

    The network is one dense layer, w x + b. It is compiled with the mean squared error as its only loss and with plain
    gradient descent (`keras.optimizers.SGD` without momentum): each step changes w to w - rate * dloss/dw, and b in the same
    way.

    Args:
        rate: The learning rate.

    Returns:
        The model. It takes float32 values of shape (N, 1) and returns float32 values of shape (N, 1).

    Examples:
        One point, (1, 3), and one step: the error is -3, so both derivatives of the loss are 2 * -3 = -6.

        >>> model = build(0.25)
        >>> loss = model.train_on_batch(np.array([[1.0]]), np.array([[3.0]]))
        >>> [weights.ravel().tolist() for weights in model.get_weights()]
        [[1.5], [1.5]]
    """
    raise NotImplementedError("task 2: keras.Input((1,)) and a Dense(1) whose kernel is initialised with zeros; then compile")


def fit_line(x: np.ndarray, y: np.ndarray, seed: int = 0) -> tuple[float, float, dict[str, list[float]]]:
    """Fit a line to four fifths of the points, and validate it on the others, which are drawn at random.

    You may choose the network, the optimizer, the number of epochs and the batch size; a few seconds are enough. For 400
    points, the result must be close to the least-squares line for all of them. Do not compute that line directly.

    Args:
        x: N numbers, shape (N,), float64, N >= 100, in ascending order, neither small nor centred on 0: for example years, or
            the widths of images.
        y: The N values that belong to them, shape (N,), float64.
        seed: The same seed gives the same line.

    Returns:
        w, b, history. The line is y = w x + b in the units of the given `x` and `y`, however they were scaled for training;
        w and b are Python floats. `history` is a dictionary with two lists, one number for each epoch: "loss", the mean
        squared error on the training set, and "val_loss", the same for the validation set, both in the units of the given
        `y`. The last "val_loss" belongs to the line that is returned.
    """
    raise NotImplementedError(
        "task 3: split; scale x to mean 0 and standard deviation 1; fit; then convert the weights back"
    )


def rms_error(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    """Return the root mean squared error of a model on the given points.

    Args:
        model: Any model that takes float32 values of shape (N, 1) and returns values of the same shape. Use it for inference:
            layers such as dropout must be inactive.
        x: N numbers, shape (N,), passed to the model without scaling.
        y: The N values that belong to them, shape (N,).

    Returns:
        The square root of the mean of the N squared differences, as a Python float.

    Examples:
        >>> rms_error(build(0.1), np.array([1.0, 2.0]), np.array([3.0, -1.0])) ** 2  # the model returns 0: differences 3, -1
        5.0
    """
    raise NotImplementedError("task 4: print the shape of what the model returns before you subtract y from it")
