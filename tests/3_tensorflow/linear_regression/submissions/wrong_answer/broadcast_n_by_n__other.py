"""Subtracts the two arguments of the loss in whatever shape they come. When one is a column (N, 1) and the other a
vector (N,), TensorFlow broadcasts them to N by N, and the mean goes over all combinations instead of the N pairs.
Look at the shape of the difference inside the loss.
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
