"""Calls the loss with the predictions first and the targets second. The squared error is the same either way, but a
loss that treats errors above and below the target differently is not. The order is (targets, predictions), as
everywhere in Keras.
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
        with tf.GradientTape() as tape:
            value = loss(w * x + b, y)
        dw, db = tape.gradient(value, [w, b])
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
