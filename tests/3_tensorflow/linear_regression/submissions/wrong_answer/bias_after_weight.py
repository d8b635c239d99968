"""Updates w first and then computes the gradient of b on the line that has already moved. Gradient descent takes both
derivatives at the same point: one forward pass, one tape, then both updates. A sign of this mistake is that the first
w is right and the first b is not. Ask the tape for both gradients before you assign either.
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
        with tf.GradientTape() as tape:
            value = loss(y, w * x + b)
        w.assign_sub(lr * tape.gradient(value, w))
        with tf.GradientTape() as tape:
            moved = loss(y, w * x + b)
        b.assign_sub(lr * tape.gradient(moved, b))
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
