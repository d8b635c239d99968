"""Casts the targets to the dtype of the predictions. If the predictions are integers, the targets lose their
fractions, and the mean is an integer too. Cast both to float32, each straight from what was passed in.
"""
# says: "That is the mean as a whole number"

import numpy as np
import tensorflow as tf


def mean_squared_error(targets, predictions):
    predictions = tf.reshape(tf.convert_to_tensor(predictions), [-1])
    # TensorFlow does not mix types
    targets = tf.cast(tf.reshape(tf.convert_to_tensor(targets), [-1]), predictions.dtype)
    diff = predictions - targets
    return tf.cast(tf.reduce_mean(diff * diff), tf.float32)


def fit(x, y, lr, epochs, mode="eager", loss=mean_squared_error):
    if mode != "eager" and mode != "graph":
        raise ValueError("mode")
    xs = tf.convert_to_tensor(np.ravel(x).astype("float32"))
    ys = tf.convert_to_tensor(np.ravel(y).astype("float32"))
    weight = tf.Variable(0.0, dtype=tf.float32)
    bias = tf.Variable(0.0, dtype=tf.float32)
    rate = tf.constant(lr, tf.float32)

    def one_epoch():
        with tf.GradientTape() as tape:
            error = loss(ys, weight * xs + bias)
        grads = tape.gradient(error, (weight, bias))
        for var, grad in zip((weight, bias), grads):
            var.assign_sub(rate * grad)
        return error

    run = tf.function(one_epoch) if mode == "graph" else one_epoch
    losses, ws, bs = [], [weight.numpy()], [bias.numpy()]
    for epoch in range(epochs):
        losses.append(run().numpy())
        ws.append(weight.numpy())
        bs.append(bias.numpy())
    return {"loss": losses, "w": ws, "b": bs}
