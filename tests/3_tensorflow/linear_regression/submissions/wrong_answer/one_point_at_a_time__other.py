"""Takes a step for every single point. That is stochastic gradient descent with a batch size of one: N small steps
per epoch, each on the loss of one point, and the result depends on the order of the points. Full-batch gradient
descent averages over all N points and takes one step per epoch.
"""

from __future__ import annotations

import numpy as np
import tensorflow as tf


def mean_squared_error(targets, predictions):
    errors = vector(predictions) - vector(targets)
    return tf.reduce_sum(errors * errors) / tf.cast(tf.size(errors), tf.float32)


def vector(numbers):
    return tf.constant(np.ravel(numbers), tf.float32) if not tf.is_tensor(numbers) else tf.reshape(tf.cast(numbers, tf.float32), [-1])


def fit(x, y, lr, epochs, mode="eager", loss=mean_squared_error):
    if mode not in ("eager", "graph"):
        raise ValueError("mode is eager or graph")
    x, y = vector(x), vector(y)

    def update(w, b):
        recorded = loss(y, w * x + b)
        for target, place in zip(tf.split(y, len(y)), tf.split(x, len(x))):
            with tf.GradientTape() as tape:
                tape.watch([w, b])
                value = loss(target, w * place + b)
            slopes = tape.gradient(value, (w, b))
            w, b = w - lr * slopes[0], b - lr * slopes[1]
        return recorded, w, b

    if mode == "graph":
        update = tf.function(update)
    w, b = tf.constant(0.0), tf.constant([0.0])[0]
    history = {"loss": [], "w": [0.0], "b": [0.0]}
    for _ in range(epochs):
        value, w, b = update(w, b)
        for name, number in (("loss", value), ("w", w), ("b", b)):
            history[name].append(number.numpy().item())
    return history
