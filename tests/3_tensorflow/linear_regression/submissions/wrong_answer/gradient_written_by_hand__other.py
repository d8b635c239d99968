"""Computes the gradient with the formula of the mean squared error instead of the tape. If fit is given another loss,
the history shows that loss, but the steps still minimise the mean squared error. Let the tape differentiate the loss
that was passed in.
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
    w, b = tf.Variable(0.0), tf.Variable(0.0)

    def step():
        error = w * x + b - y
        value = loss(y, w * x + b)
        dw, db = 2 * tf.reduce_mean(error * x), 2 * tf.reduce_mean(error)
        w.assign_sub(lr * dw)
        b.assign_sub(lr * db)
        return value

    run = tf.function(step) if mode == "graph" else step
    history = {"loss": [], "w": [0.0], "b": [0.0]}
    for _ in range(epochs):
        history["loss"].append(float(run()))
        history["w"].append(float(w))
        history["b"].append(float(b))
    return history
