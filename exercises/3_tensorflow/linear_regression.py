"""Fit a line with TensorFlow, by gradient descent.

A line y = w x + b is the smallest network there is: one weight, one bias. It is trained like the largest one. Start
somewhere, measure how wrong the line is (the loss), ask `tf.GradientTape` in which direction the loss rises, take a
small step the other way, and do it again. What you write here is the training loop that `model.fit` hides.

Your tasks:
1. `mean_squared_error`: the loss, for vectors and for columns of numbers.
2. `fit`, eagerly: full-batch gradient descent from w = 0, b = 0, with a record of every step.
3. `fit` takes numbers as they come: lists, integers, float64, columns of shape (N, 1). The loss gets float32 vectors.
4. `fit` descends on any loss that it is given, because the tape finds the gradient.
5. `fit` with mode="graph": the same numbers from a step that runs as a `tf.function`.
6. In graph mode TensorFlow traces the step once; Python does not run it at every epoch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf

Loss = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]


def mean_squared_error(targets: tf.Tensor, predictions: tf.Tensor) -> tf.Tensor:
    """Return the mean of the squared differences of N targets and N predictions.

    Args:
        targets: N numbers: a tensor, array or list, of shape (N,) or (N, 1), of any type of number, N >= 1.
        predictions: N numbers likewise. Its shape and type may differ from those of `targets`: (N,) against (N, 1)
            are still N pairs, the first with the first, the second with the second.

    Returns:
        One number: a float32 tensor of shape (). Only the mean of the squares: no factor of one half.

    Examples:
        >>> float(mean_squared_error([1.0, 2.0], [1.0, 4.0]))
        2.0
        >>> float(mean_squared_error([1, 2], [[1.0], [4.0]]))
        2.0
    """
    raise NotImplementedError(
        "task 1: bring both to float32 vectors of shape (N,), then average the squared differences"
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

    Both parameters start at 0. Each epoch is one step on all N points: the loss and its gradient at the present w and
    b, both from the same forward pass; then w goes to w - lr * dloss/dw and b to b - lr * dloss/db. Every call starts
    afresh. All of it is float32.

    Args:
        x: N numbers: a list, array or tensor, of shape (N,) or (N, 1), of any type of number, N >= 1.
        y: N numbers likewise; its shape and type may differ from those of `x`.
        lr: the learning rate.
        epochs: the number of steps, at least 1.
        mode: "eager" runs every step as plain Python; "graph" runs it as a `tf.function`. The results are
            the same, but for rounding.
        loss: a function of (targets, predictions), in this order. It gets float32 tensors of shape (N,), returns a
            float32 tensor of shape (), and is made of TensorFlow operations only. In eager mode Python calls it once
            at every epoch; in graph mode at most 3 times in all, and only while TensorFlow traces, however many epochs
            there are.

    Returns:
        A dictionary of three histories, each a list of numbers or an array; the start counts, and no step is left out,
        not even where the loss is 0 already:
        "loss": `epochs` numbers; loss[k] is the loss of the line w[k] x + b[k], so loss[0] is that of the start;
        "w": `epochs + 1` numbers; w[k] is the weight after k steps, so w[0] is 0 and w[-1] is the result;
        "b": `epochs + 1` numbers, the bias likewise.

    Raises:
        ValueError: `mode` is neither "eager" nor "graph".

    Examples:
        One point, (1, 3), and one step: the error is -3, so both slopes are 2 * -3 = -6.

        >>> history = fit([1.0], [3.0], lr=0.25, epochs=1)
        >>> [float(value) for value in history["loss"]]
        [9.0]
        >>> [float(value) for value in history["w"]]
        [0.0, 1.5]
    """
    raise NotImplementedError(
        "task 2: make two tf.Variables at 0.0 and take one step: the loss inside a GradientTape, then assign_sub"
    )
