"""Subtracts a column of shape (N, 1) from a vector of shape (N,). TensorFlow broadcasts the two to a table of N by N
differences: every target with every prediction. Nothing raises an error, and the loss even falls, towards a
horizontal line. Print the shape of the difference, and bring both sides to the same shape before you subtract.
"""
# says: "were broadcast to (3, 3)"

from __future__ import annotations

import tensorflow as tf


def mean_squared_error(targets, predictions):
    errors = tf.subtract(tf.cast(predictions, tf.float32), tf.cast(targets, tf.float32))
    return tf.reduce_mean(errors * errors)


def fit(x, y, lr, epochs, mode="eager", loss=mean_squared_error):
    if mode not in ("eager", "graph"):
        raise ValueError(f"unknown mode {mode!r}")
    x, y = as_vector(x), as_vector(y)
    w, b = tf.Variable(0.0), tf.Variable(0.0)

    def step():
        with tf.GradientTape() as tape:
            value = loss(y, w * x + b)
        slope_w, slope_b = tape.gradient(value, [w, b])
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
