"""Starts from w = b = tf.constant(0.0), which is one tensor with two names. The tape records tensors, not names, so
the gradient of w contains that of b as well: the first step of each is the sum of the two. Create two tensors, or two
variables.
"""
import numpy as np
import tensorflow as tf


def _vector(values):
    return tf.reshape(tf.cast(tf.convert_to_tensor(values), tf.float32), [-1])


def mean_squared_error(targets, predictions):
    return tf.reduce_mean(tf.square(_vector(targets) - _vector(predictions)))


def fit(x, y, lr, epochs, mode="eager", loss=mean_squared_error):
    if mode not in ("eager", "graph"):
        raise ValueError("mode")
    x, y = _vector(x), _vector(y)
    w = b = tf.constant(0.0)

    def step(w, b):
        with tf.GradientTape() as tape:
            tape.watch([w, b])
            value = loss(y, w * x + b)
        dw, db = tape.gradient(value, [w, b])
        return value, w - lr * dw, b - lr * db

    run = tf.function(step) if mode == "graph" else step
    history = {"loss": [], "w": [0.0], "b": [0.0]}
    for _ in range(epochs):
        value, w, b = run(w, b)
        history["loss"].append(float(value))
        history["w"].append(float(w))
        history["b"].append(float(b))
    return history
