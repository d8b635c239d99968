"""Let TensorFlow find derivatives: first ones, second ones, and what training does with them.

Inside `with tf.GradientTape() as tape:` TensorFlow writes down the operations on everything that the tape watches, and
`tape.gradient(value, x)` walks that record backwards. That is exact: no formula is worked out by hand, and no small
difference divided by another one. What the tape was not told to watch, or what happens outside its block, it does not
know, and then the gradient is None.

Your tasks:
1. `grad`: the slopes of a function at a point.
2. `hessian_diag`: the curvature along each coordinate, with a tape around a tape.
3. `clip_by_global_norm`: shorten a whole set of gradients to a length, and keep their direction.
4. `train_step`: one step of gradient descent that changes the variables of a model in place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf


def grad(function: Callable[[tf.Tensor], tf.Tensor], x: Sequence[float] | np.ndarray) -> tf.Tensor:
    """Return the gradient of a function at the point x.

    Args:
        function: takes a float32 tensor of the shape of `x` and returns a float32 tensor of shape (). It is made of
            TensorFlow operations only.
        x: numbers of any type (whole ones too) and any shape: a list, array or tensor. Must not be changed.

    Returns:
        The slope of the function along each number of `x`: float32, in the shape of `x`. It is 0 along what the function
        does not depend on, even if that is all of `x`.

    Examples:
        >>> grad(lambda x: tf.reduce_sum(x**3), [1.0, 2.0]).numpy().tolist()
        [3.0, 12.0]
    """
    raise NotImplementedError("task 1: make a float32 tensor of x, watch it, call the function inside the tape")


def hessian_diag(function: Callable[[tf.Tensor], tf.Tensor], x: Sequence[float] | np.ndarray) -> tf.Tensor:
    """Return the second derivative of a function along each coordinate of x: the diagonal of its Hessian.

    The slopes and their derivatives are to be exact: by a tape around a tape, not by differences of values.

    Args:
        function: as for `grad`. Its numbers may well depend on each other: x[0] * x[1] is allowed.
        x: as for `grad`; of at most some ten numbers.

    Returns:
        d²function/dx[i]² for each number of `x`: float32, in the shape of `x`. The mixed derivatives d²function/dx[i]dx[j]
        are no part of it. It is 0 where the slope does not depend on that number, as everywhere on a plane.

    Examples:
        >>> hessian_diag(lambda x: tf.reduce_sum(x**3), [1.0, 2.0]).numpy().tolist()
        [6.0, 12.0]
    """
    raise NotImplementedError("task 2: find the slopes with one tape, inside the block of another one, which finds theirs")


def clip_by_global_norm(
    gradients: Sequence[np.ndarray | tf.Tensor | None], limit: float
) -> tuple[list[tf.Tensor | None], tf.Tensor]:
    """Shorten gradients to a common length, so that one wild batch cannot throw the weights away.

    The global norm is the length of all the gradients put into one long vector: the square root of the sum of the
    squares of all their numbers. If it is above the limit, every gradient is multiplied by limit / norm; else all stay
    as they are. (`tf.clip_by_global_norm` itself is not allowed here.)

    Args:
        gradients: float32 arrays or tensors of any shapes, and None for what the loss does not depend on; at least one is
            not None. Must not be changed.
        limit: a number above 0.

    Returns:
        The list of the gradients, in their order and shapes, with None where None was; and the global norm before
        the clipping, a float32 tensor of shape ().

    Examples:
        >>> clipped, norm = clip_by_global_norm([np.float32([0.0, 8.0]), None, np.float32(6.0)], 5.0)
        >>> float(norm), clipped[0].numpy().tolist(), clipped[1], float(clipped[2])
        (10.0, [0.0, 4.0], None, 3.0)
    """
    raise NotImplementedError("task 3: one sum of squares over all gradients that are not None, then its square root")


def train_step(model: tf.Module, rate: float, limit: float) -> tf.Tensor:
    """Take one step of gradient descent on a model, with clipped gradients.

    Every variable v goes to v - rate * (its gradient, clipped by the global norm of all of them to `limit`). All the
    gradients are taken before anything moves. A variable that the loss does not depend on stays as it is.

    Args:
        model: has `model.trainable_variables`, a tuple of float32 `tf.Variable`s, and `model.loss()`, which computes the
            loss from them: a float32 tensor of shape (). At least one variable takes part in it.
        rate: the learning rate.
        limit: the largest global norm, above 0.

    Returns:
        The loss before the step, a float32 tensor of shape (). The variables themselves are changed in place.
    """
    raise NotImplementedError("task 4: loss inside the tape, gradients of model.trainable_variables, clip, assign_sub")
