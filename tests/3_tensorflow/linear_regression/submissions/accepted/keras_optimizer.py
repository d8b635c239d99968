"""The update left to an optimizer of Keras, two gradients from a persistent tape, histories as NumPy arrays."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf


def mean_squared_error(targets, predictions):
    targets = tf.reshape(tf.cast(targets, "float32"), (-1,))
    predictions = tf.reshape(tf.cast(predictions, "float32"), (-1,))
    return tf.add_n([tf.reduce_sum((predictions - targets) ** 2)]) / tf.cast(tf.size(targets), "float32")


def fit(x, y, lr, epochs, mode="eager", loss=mean_squared_error):
    if mode not in ["eager", "graph"]:
        raise ValueError("mode: eager or graph")

    x = tf.reshape(tf.cast(x, tf.float32), [-1])
    y = tf.reshape(tf.cast(y, tf.float32), [-1])
    weight = tf.Variable(0.0, name="weight")
    bias = tf.Variable(0.0, name="bias")
    optimizer = keras.optimizers.SGD(learning_rate=lr)
    optimizer.build([weight, bias])

    def train_step():
        with tf.GradientTape(persistent=True) as tape:
            prediction = tf.add(tf.multiply(x, weight), bias)
            error = loss(y, prediction)
        optimizer.apply_gradients([(tape.gradient(error, weight), weight), (tape.gradient(error, bias), bias)])
        return error

    run = tf.function(train_step) if mode == "graph" else train_step
    losses = np.zeros(epochs, np.float32)
    weights = np.zeros(epochs + 1, np.float32)
    biases = np.zeros(epochs + 1, np.float32)
    for epoch in range(epochs):
        losses[epoch] = run().numpy()
        weights[epoch + 1] = weight.numpy()
        biases[epoch + 1] = bias.numpy()
    return {"loss": losses, "w": weights, "b": biases}
