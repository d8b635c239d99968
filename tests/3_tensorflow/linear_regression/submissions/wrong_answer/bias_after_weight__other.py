"""Updates w first and then computes the gradient of b on the line that has already moved. Gradient descent takes both
derivatives at the same point: one forward pass, one tape, then both updates. A sign of this mistake is that the first
w is right and the first b is not. Ask the tape for both gradients before you assign either.
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
            value = loss(y, w * x + b)
        w.assign_sub(lr * tape.gradient(value, w))
        with tf.GradientTape() as tape:
            again = loss(y, w * x + b)
        b.assign_sub(lr * tape.gradient(again, b))
        return value

    run = tf.function(step) if mode == "graph" else step
    history = {"loss": [], "w": [0.0], "b": [0.0]}
    for _ in range(epochs):
        history["loss"].append(float(run()))
        history["w"].append(float(w))
        history["b"].append(float(b))
    return history
