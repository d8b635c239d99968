"""Makes a new tf.function in every epoch. Each one has to be traced, which costs far more than the step itself, so
graph mode is slower than eager mode. Wrap the step once, before the loop.
"""
# says: "made inside the loop"

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
        with tf.GradientTape() as tape:
            value = loss(y, w * x + b)
        slope_w, slope_b = tape.gradient(value, [w, b])
        w.assign_sub(lr * slope_w)
        b.assign_sub(lr * slope_b)
        return value

    losses, weights, biases = [], [0.0], [0.0]
    for _ in range(epochs):
        losses.append(float(tf.function(step)() if mode == "graph" else step()))
        weights.append(float(w))
        biases.append(float(b))
    return {"loss": losses, "w": weights, "b": biases}


def as_vector(numbers):
    return tf.reshape(tf.cast(numbers, tf.float32), [-1])
