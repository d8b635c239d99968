"""Computes the gradient with the formula of the mean squared error instead of the tape. If fit is given another loss,
the history shows that loss, but the steps still minimise the mean squared error. Let the tape differentiate the loss
that was passed in.
"""

from __future__ import annotations

import tensorflow as tf


def mean_squared_error(targets, predictions):
    return tf.reduce_mean(tf.square(as_vector(targets) - as_vector(predictions)))


def fit(x, y, lr, epochs, mode="eager", loss=mean_squared_error):
    if mode not in ("eager", "graph"):
        raise ValueError(f"unknown mode {mode!r}")
    x, y = as_vector(x), as_vector(y)
    w, b = tf.Variable(0.0), tf.Variable(0.0)

    def step():
        errors = w * x + b - y
        value = loss(y, w * x + b)
        slope_w, slope_b = 2 * tf.reduce_mean(errors * x), 2 * tf.reduce_mean(errors)
        w.assign_sub(lr * slope_w)
        b.assign_sub(lr * slope_b)
        return value

    if mode == "graph":
        step = tf.function(step)

    losses, weights, biases = [], [0.0], [0.0]
    for _ in range(epochs):
        losses.append(float(step()))
        weights.append(float(w))
        biases.append(float(b))
    return {"loss": losses, "w": weights, "b": biases}


def as_vector(numbers):
    return tf.reshape(tf.cast(numbers, tf.float32), [-1])
