"""Both parameters in one tensor, a design matrix, and a step that is traced beforehand, with all it needs as arguments."""

import numpy as np
import tensorflow as tf


def _column_free(values):
    return tf.cast(tf.reshape(values, (-1,)), tf.float32)


def mean_squared_error(targets, predictions):
    return tf.reduce_mean((_column_free(predictions) - _column_free(targets)) ** 2, axis=0)


def fit(x, y, lr, epochs, mode="eager", loss=mean_squared_error):
    if mode not in {"eager", "graph"}:
        raise ValueError("mode")
    x, y = _column_free(x), _column_free(y)
    design = tf.stack([x, tf.ones_like(x)], axis=1)

    def step(design, y, theta, rate):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(theta)
            value = loss(y, tf.linalg.matvec(design, theta))
        return value, theta - rate * tape.gradient(value, theta)

    theta, rate = tf.zeros([2]), tf.constant(lr, tf.float32)
    if mode == "graph":
        step = tf.function(step, autograph=False).get_concrete_function(design, y, theta, rate)
    track = np.zeros((epochs + 1, 2))
    losses = np.zeros(epochs)
    for k in range(epochs):
        value, theta = step(design, y, theta, rate)
        losses[k] = value.numpy()
        track[k + 1] = theta.numpy()
    return {"loss": losses, "w": track[:, 0], "b": track[:, 1]}
