"""Compute derivatives with TensorFlow: first ones, second ones, and their use in training."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf

Function = Callable[[tf.Tensor], tf.Tensor]
Numbers = Sequence[float] | np.ndarray
Gradient = np.ndarray | tf.Tensor | None


def grad(function: Function, x: Numbers) -> tf.Tensor:
    """Return the gradient of a function at x, 0 for numbers on which it does not depend."""
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = function(x)
    return tape.gradient(value, x, unconnected_gradients="zero")


def hessian_diag(function: Function, x: Numbers) -> tf.Tensor:
    """Return the second derivative of a function with respect to each coordinate of x."""
    x = tf.cast(x, tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        slopes = tf.unstack(tf.reshape(grad(function, x), [-1]))
    rows = [tape.gradient(slope, x, unconnected_gradients="zero") for slope in slopes]
    diagonal = [tf.reshape(row, [-1])[i] for i, row in enumerate(rows)]
    return tf.reshape(tf.stack(diagonal), x.shape)


def clip_by_global_norm(gradients: Sequence[Gradient], limit: float) -> tuple[list[Gradient], tf.Tensor]:
    """Return the gradients, shortened so that their global norm is at most the limit, and the norm before."""
    norm = tf.sqrt(tf.add_n([tf.reduce_sum(tf.square(g)) for g in gradients if g is not None]))
    scale = limit / tf.maximum(norm, limit)
    return [None if g is None else g * scale for g in gradients], norm


def train_step(model: tf.Module, rate: float, limit: float) -> tf.Tensor:
    """Take one step of gradient descent with clipped gradients, and return the loss before it."""
    with tf.GradientTape() as tape:
        loss = model.loss()
    gradients = tape.gradient(loss, model.trainable_variables)
    clipped, _ = clip_by_global_norm(gradients, limit)
    for variable, gradient in zip(model.trainable_variables, clipped, strict=True):
        if gradient is not None:
            variable.assign_sub(rate * gradient)
    return loss
