"""Fit a line with Keras: the smallest network, and all that surrounds a training.

One dense layer with one input and one output is the line y = w x + b. So small a network shows plainly what goes wrong
around larger ones: points that are set aside for validation and are not like the others; inputs that are too large for
the steps; a weight that is read in the wrong units; an error between a column and a row of numbers.

The points come as they often do: sorted by x, with x far from 0 to 1. And they lie on a line only roughly.

Your tasks:
1. `split`: set some of the points aside for validation, drawn at random.
2. `build`: a line as a network, compiled for gradient descent.
3. `fit_line`: train a line on most of the points, watch it on the others, and return it in the units of the points.
4. `rms_error`: how far a model is from points, typically.
"""

from __future__ import annotations

import keras
import numpy as np


def split(x: np.ndarray, y: np.ndarray, fraction: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Divide points into some for training and some for validation, at random.

    Each point lands in one of the two parts, together with its y. Every choice of points for validation is equally likely,
    wherever they stand in `x`.

    Args:
        x: N numbers, shape (N,), in any order; often sorted. Must not be changed.
        y: the N values that belong to them, shape (N,). Must not be changed.
        fraction: the part that is set aside for validation, between 0 and 1.
        seed: decides the choice: the same seed makes the same choice, another seed another one.

    Returns:
        Four arrays: x and y for training, x and y for validation. The validation has round(fraction * N) points, the
        training has the others. The order within a part is yours to choose.

    Examples:
        >>> x = np.arange(10.0)
        >>> [part.shape for part in split(x, 2 * x, 0.3, seed=1)]
        [(7,), (7,), (3,), (3,)]
    """
    raise NotImplementedError("task 1: np.random.default_rng(seed) can permute the numbers 0 to N - 1; use the same ones for x and y")


def build(rate: float) -> keras.Model:
    """Return a line as a network, compiled, with the slope 0 and the intercept 0.

    It is one dense layer: w x + b, nothing behind it. It is compiled with the mean squared error as its only loss and with
    plain gradient descent (`keras.optimizers.SGD`, no momentum): each step goes from w to w - rate * dloss/dw, and likewise
    for b.

    Args:
        rate: the learning rate.

    Returns:
        The model. It takes float32 of shape (N, 1) and returns float32 of shape (N, 1).

    Examples:
        One point, (1, 3), and one step: the error is -3, so both slopes of the loss are 2 * -3 = -6.

        >>> model = build(0.25)
        >>> loss = model.train_on_batch(np.array([[1.0]]), np.array([[3.0]]))
        >>> [weights.ravel().tolist() for weights in model.get_weights()]
        [[1.5], [1.5]]
    """
    raise NotImplementedError("task 2: keras.Input((1,)) and a Dense(1) whose kernel starts at zeros; then compile")


def fit_line(x: np.ndarray, y: np.ndarray, seed: int = 0) -> tuple[float, float, dict[str, list[float]]]:
    """Train a line on four fifths of the points, and validate it on the others, which are drawn at random.

    The network, the optimizer, the number of epochs and the batches are yours to choose; a few seconds are enough. Of 400
    points it must come close to the line of least squares through all of them, without computing it directly.

    Args:
        x: N numbers, shape (N,), float64, N >= 100, sorted in ascending order; neither small nor around 0: years, say, or
            the widths of images. Must not be changed.
        y: the N values that belong to them, shape (N,), float64. Must not be changed.
        seed: decides all that is random: the same seed gives the same line.

    Returns:
        w, b, history. The line is y = w x + b for `x` and `y` as they were handed in, whatever was done to them for the
        training; w and b are plain floats. `history` is a dictionary with two lists, one number for each epoch: "loss",
        the mean squared error on the points of the training, and "val_loss", that on the points of the validation, both in
        the units of `y` as it was handed in. The last "val_loss" is that of the line which is returned.
    """
    raise NotImplementedError("task 3: split; shift and scale x so that its mean is 0 and its standard deviation 1; fit; then undo it")


def rms_error(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    """Return the root of the mean squared error of a model on points.

    Args:
        model: any model that takes float32 of shape (N, 1) and returns (N, 1). It is used, not trained: layers such as a
            dropout must be at rest.
        x: N numbers, shape (N,), which the model takes as they are.
        y: the N values that belong to them, shape (N,).

    Returns:
        The square root of the mean of the N squared differences, as a plain float.

    Examples:
        >>> rms_error(build(0.1), np.array([1.0, 2.0]), np.array([3.0, -1.0])) ** 2  # the line 0 is 3 and -1 away
        5.0
    """
    raise NotImplementedError("task 4: print the shape of what the model returns before you subtract y from it")
