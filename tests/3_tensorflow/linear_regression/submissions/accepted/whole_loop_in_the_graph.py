"""The loop over the epochs belongs to the graph: tf.range, and a TensorArray for the histories."""

from __future__ import annotations

import tensorflow as tf


def mean_squared_error(targets, predictions):
    errors = flat(targets) - flat(predictions)
    return tf.reduce_mean(errors * errors)


def fit(x, y, lr, epochs, mode="eager", loss=mean_squared_error):
    if mode == "graph":
        train = tf.function(descend)
    elif mode == "eager":
        train = descend
    else:
        raise ValueError(mode)
    losses, weights, biases = train(flat(x), flat(y), tf.constant(lr), tf.constant(epochs), loss)
    return {"loss": losses.numpy(), "w": weights.numpy(), "b": biases.numpy()}


def descend(x, y, lr, epochs, loss):
    w, b = tf.constant(0.0), tf.constant(0.0)
    losses = tf.TensorArray(tf.float32, epochs)
    weights = tf.TensorArray(tf.float32, epochs + 1).write(0, w)
    biases = tf.TensorArray(tf.float32, epochs + 1).write(0, b)
    for epoch in tf.range(epochs):
        with tf.GradientTape() as tape:
            tape.watch(w)
            tape.watch(b)
            value = loss(y, w * x + b)
        gradients = tape.gradient(value, {"w": w, "b": b})
        w = w - lr * gradients["w"]
        b = b - lr * gradients["b"]
        losses = losses.write(epoch, value)
        weights = weights.write(epoch + 1, w)
        biases = biases.write(epoch + 1, b)
    return losses.stack(), weights.stack(), biases.stack()


def flat(numbers):
    return tf.reshape(tf.cast(tf.convert_to_tensor(numbers), tf.float32), [-1])
