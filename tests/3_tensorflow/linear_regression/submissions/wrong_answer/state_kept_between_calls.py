"""Keeps the parameters outside of fit, so a second call continues where the first one stopped. Every call must begin
at w = 0 and b = 0. Create the variables inside the function, or reset them before the first step.
"""
# says: "w and b start at 0 in every call"

from __future__ import annotations

import tensorflow as tf

w, b = tf.Variable(0.0), tf.Variable(0.0)


def mean_squared_error(targets, predictions):
    return tf.reduce_mean(tf.square(as_vector(targets) - as_vector(predictions)))


def fit(x, y, lr, epochs, mode="eager", loss=mean_squared_error):
    if mode not in ("eager", "graph"):
        raise ValueError(f"unknown mode {mode!r}")
    x, y = as_vector(x), as_vector(y)

    def step():
        with tf.GradientTape() as tape:
            value = loss(y, w * x + b)
        slope_w, slope_b = tape.gradient(value, [w, b])
        w.assign_sub(lr * slope_w)
        b.assign_sub(lr * slope_b)
        return value

    if mode == "graph":
        step = tf.function(step)

    losses, weights, biases = [], [float(w)], [float(b)]
    for _ in range(epochs):
        losses.append(float(step()))
        weights.append(float(w))
        biases.append(float(b))
    return {"loss": losses, "w": weights, "b": biases}


def as_vector(numbers):
    return tf.reshape(tf.cast(numbers, tf.float32), [-1])
