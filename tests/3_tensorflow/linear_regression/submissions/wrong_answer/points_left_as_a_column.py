"""Converts x to float32 in `fit`, but keeps its shape: if x has shape (N, 1), so do the predictions. Your own loss
reshapes them, but another loss may simply subtract, and then (N, 1) - (N,) is a table of all N² differences. Reshape
x to (N,) in `fit`, as well as y.
"""
# says: "predictions that were float32 of shape (5, 1)"

from __future__ import annotations

import tensorflow as tf


def mean_squared_error(targets, predictions):
    return tf.reduce_mean(tf.square(as_vector(targets) - as_vector(predictions)))


def fit(x, y, lr, epochs, mode="eager", loss=mean_squared_error):
    if mode not in ("eager", "graph"):
        raise ValueError(f"unknown mode {mode!r}")
    x, y = tf.cast(x, tf.float32), as_vector(y)
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
