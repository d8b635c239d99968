"""Fit a line with TensorFlow, by gradient descent.

A line y = w x + b is a network with one weight and one bias, and it is trained like a large one: compute how wrong the line
is (the loss), compute the gradient with `tf.GradientTape`, take a small step against it, and repeat. You write the training
loop that `model.fit` hides.

Tasks
1. `mean_squared_error`: the loss, for vectors and for columns.
2. `fit` in eager mode: full-batch gradient descent from w = 0, b = 0, with a record of every step.
3. `fit` accepts lists, integers, float64 and columns of shape (N, 1). The loss gets float32 vectors.
4. `fit` works with any loss, since the tape computes the gradient.
5. `fit` with mode="graph": the same results from a step that runs as a `tf.function`.
6. In graph mode Python runs the step only while TensorFlow traces it, not in every epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf

Loss = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]


def mean_squared_error(targets: tf.Tensor, predictions: tf.Tensor) -> tf.Tensor:
    """Return the mean of the squared differences between N targets and N predictions.

    Args:
        targets: N numbers: a tensor, array or list of shape (N,) or (N, 1), any numeric dtype, N >= 1.
        predictions: N numbers in the same form. Shape and dtype may differ from those of `targets`: a vector (N,) and a
            column (N, 1) still form N pairs, element i of one with element i of the other.

    Returns:
        One number, a float32 tensor of shape (): the mean of the squares, without a factor of one half.

    Examples:
        >>> float(mean_squared_error([1.0, 2.0], [1.0, 4.0]))
        2.0
        >>> float(mean_squared_error([1, 2], [[1.0], [4.0]]))
        2.0
    """
    raise NotImplementedError(
        "task 1: turn both into float32 vectors of shape (N,), then average the squared differences"
    )


def fit(
    x: Sequence[float] | np.ndarray,
    y: Sequence[float] | np.ndarray,
    lr: float,
    epochs: int,
    mode: str = "eager",
    loss: Loss = mean_squared_error,
) -> dict[str, Sequence[float]]:
    """Fit the line w x + b to the points (x, y) by full-batch gradient descent.

    Both parameters start at 0 in every call. Each epoch is one step on all N points. Compute the loss and its gradient at the
    current w and b, both from the same forward pass; then w becomes w - lr * dloss/dw and b becomes b - lr * dloss/db.
    Everything is float32.

    Args:
        x: N numbers: a list, array or tensor of shape (N,) or (N, 1), any numeric dtype, N >= 1.
        y: N numbers in the same form; shape and dtype may differ from those of `x`.
        lr: The learning rate.
        epochs: The number of steps, at least 1.
        mode: "eager" runs every step as plain Python; "graph" runs it as a `tf.function`. The results are equal up to
            rounding.
        loss: A function of (targets, predictions), in this order. It takes float32 tensors of shape (N,), returns a float32
            tensor of shape (), and consists of TensorFlow operations only. In eager mode Python calls it once per epoch; in
            graph mode at most 3 times in all, only during tracing, whatever the number of epochs.

    Returns:
        A dictionary with three histories, each a list of numbers or an array, in which no step is left out, even if the
        loss is already 0:
        "loss": `epochs` numbers; loss[k] is the loss of the line w[k] x + b[k], so loss[0] belongs to the start.
        "w": `epochs + 1` numbers; w[k] is the weight after k steps, so w[0] is 0 and w[-1] is the result.
        "b": `epochs + 1` numbers; the bias, in the same way.

    Raises:
        ValueError: `mode` is neither "eager" nor "graph".

    Examples:
        One point, (1, 3), and one step: the error is -3, so both derivatives are 2 * -3 = -6.

        >>> history = fit([1.0], [3.0], lr=0.25, epochs=1)
        >>> [float(value) for value in history["loss"]]
        [9.0]
        >>> [float(value) for value in history["w"]]
        [0.0, 1.5]
    """
    raise NotImplementedError(
        "task 2: create two tf.Variables at 0.0; in each step, compute the loss inside a GradientTape, then use assign_sub"
    )
