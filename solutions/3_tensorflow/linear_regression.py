"""Fit a line with TensorFlow, by gradient descent."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf

Loss = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]


def mean_squared_error(targets: tf.Tensor, predictions: tf.Tensor) -> tf.Tensor:
    """Return the mean of the squared differences, a float32 tensor of shape ()."""
    return tf.reduce_mean(tf.square(as_vector(predictions) - as_vector(targets)))


def fit(
    x: Sequence[float] | np.ndarray,
    y: Sequence[float] | np.ndarray,
    lr: float,
    epochs: int,
    mode: str = "eager",
    loss: Loss = mean_squared_error,
) -> dict[str, Sequence[float]]:
    """Fit the line w x + b by full-batch gradient descent from 0, and return the histories of loss, w and b."""
    if mode not in ("eager", "graph"):
        raise ValueError(f'mode must be "eager" or "graph", not {mode!r}')
    x, y = as_vector(x), as_vector(y)
    w, b = tf.Variable(0.0), tf.Variable(0.0)

    def step() -> tf.Tensor:
        with tf.GradientTape() as tape:
            value = loss(y, w * x + b)
        slope_w, slope_b = tape.gradient(value, [w, b])
        w.assign_sub(lr * slope_w)
        b.assign_sub(lr * slope_b)
        return value

    if mode == "graph":
        step = tf.function(step)

    history = {"loss": [], "w": [0.0], "b": [0.0]}
    for _ in range(epochs):
        history["loss"].append(float(step()))
        history["w"].append(float(w))
        history["b"].append(float(b))
    return history


def as_vector(numbers: Sequence[float] | np.ndarray | tf.Tensor) -> tf.Tensor:
    """Turn N numbers of any dtype and of shape (N,) or (N, 1) into a float32 vector of shape (N,)."""
    return tf.reshape(tf.cast(numbers, tf.float32), [-1])
