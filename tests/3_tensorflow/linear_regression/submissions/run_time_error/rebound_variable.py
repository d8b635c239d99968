"""Writes w = w - lr * slope. That does not change the variable; it binds the name to a new tensor. The tape watches
trainable variables automatically, but not tensors, so from the second step on the gradient is None. Change the
variable in place with assign_sub.
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
        nonlocal w, b
        with tf.GradientTape() as tape:
            value = loss(y, w * x + b)
        slope_w, slope_b = tape.gradient(value, [w, b])
        w = w - lr * slope_w
        b = b - lr * slope_b
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
