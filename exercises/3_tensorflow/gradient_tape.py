"""Compute first and second derivatives with TensorFlow, and use gradients in training.

Inside `with tf.GradientTape() as tape:` TensorFlow records the operations on everything that the tape watches, and
`tape.gradient(value, x)` applies the chain rule backwards along this record. The result is exact up to rounding, and you
need no formula. The tape records neither operations on a tensor that it does not watch nor what happens outside its block;
in these cases the gradient is None.

Tasks
1. `grad`: the gradient of a function at a point.
2. `hessian_diag`: the second derivative along each coordinate, with a tape inside a tape.
3. `clip_by_global_norm`: scale all gradients down by the same factor, which keeps their direction.
4. `train_step`: one step of gradient descent that changes the variables of a model in place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf


def grad(function: Callable[[tf.Tensor], tf.Tensor], x: Sequence[float] | np.ndarray | tf.Tensor) -> tf.Tensor:
    """Return the gradient of a function at the point x.

    Args:
        function: Takes a float32 tensor with the shape of `x` and returns a float32 tensor of shape (). It consists of
            TensorFlow operations only.
        x: Numbers of any dtype (integers too) and any shape: a list, array or tensor.

    Returns:
        The derivative with respect to each element of `x`: float32, with the shape of `x`. The derivative is 0 for elements on
        which the function does not depend. If the function depends on none of the elements, all derivatives are 0.

    Examples:
        >>> grad(lambda x: tf.reduce_sum(x**3), [1.0, 2.0]).numpy().tolist()
        [3.0, 12.0]
    """
    raise NotImplementedError("task 1: turn x into a float32 tensor, watch it, and call the function inside the tape")


def hessian_diag(function: Callable[[tf.Tensor], tf.Tensor], x: Sequence[float] | np.ndarray | tf.Tensor) -> tf.Tensor:
    """Return the second derivative with respect to each coordinate of x: the diagonal of the Hessian.

    The derivatives must be as accurate as those of a tape inside a tape. Difference quotients are not accurate enough.

    Args:
        function: As for `grad`. It may combine elements of `x`, for example x[0] * x[1].
        x: As for `grad`; about ten elements at most.

    Returns:
        d²function/dx[i]² for each element of `x`: float32, with the shape of `x`. Mixed derivatives d²function/dx[i]dx[j] are
        not included. The second derivative is 0 if the first derivative with respect to x[i] does not depend on x[i], as for
        a linear function.

    Examples:
        >>> hessian_diag(lambda x: tf.reduce_sum(x**3), [1.0, 2.0]).numpy().tolist()
        [6.0, 12.0]
    """
    raise NotImplementedError(
        "task 2: compute the gradient with a tape inside the block of a second tape, and differentiate it with the second one"
    )


def clip_by_global_norm(
    gradients: Sequence[np.ndarray | tf.Tensor | None], limit: float
) -> tuple[list[tf.Tensor | None], tf.Tensor]:
    """Scale gradients down by a common factor, so that one unusual mini-batch cannot ruin the weights.

    The global norm is the length of one long vector that contains all gradients: the square root of the sum of the squares of
    all their elements. If it is above the limit, every gradient is multiplied by limit / norm; otherwise nothing changes.
    (`tf.clip_by_global_norm` itself is not allowed.)

    Args:
        gradients: float32 arrays or tensors of any shape, and None for variables on which the loss does not depend; at least
            one is not None.
        limit: A number above 0.

    Returns:
        The clipped gradients, a list in the same order, with the same shapes and with None in the same places; and the global
        norm before clipping, a float32 tensor of shape ().

    Examples:
        >>> clipped, norm = clip_by_global_norm([np.float32([0.0, 8.0]), None, np.float32(6.0)], 5.0)
        >>> float(norm), clipped[0].numpy().tolist(), clipped[1], float(clipped[2])
        (10.0, [0.0, 4.0], None, 3.0)
    """
    raise NotImplementedError(
        "task 3: add up the squares of all gradients that are not None, then take one square root"
    )


def train_step(model: tf.Module, rate: float, limit: float) -> tf.Tensor:
    """Take one step of gradient descent on a model, with clipped gradients.

    Every variable v becomes v - rate * gradient, where all gradients together are clipped to the global norm `limit`. All
    gradients are computed before any variable changes. Variables on which the loss does not depend remain unchanged.

    Args:
        model: Has `model.trainable_variables`, a tuple of float32 `tf.Variable`s, and `model.loss()`, which computes the
            loss from them: a float32 tensor of shape (). The loss depends on at least one variable.
        rate: The learning rate.
        limit: The largest global norm allowed, a number above 0.

    Returns:
        The loss before the step, a float32 tensor of shape (). The variables are changed in place.
    """
    raise NotImplementedError(
        "task 4: compute the loss inside the tape, take the gradients of model.trainable_variables, clip, and assign_sub"
    )
