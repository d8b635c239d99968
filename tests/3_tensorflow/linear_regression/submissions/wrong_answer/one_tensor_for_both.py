"""Starts from w = b = tf.constant(0.0), which is one tensor with two names. The tape records tensors, not names, so
the gradient of w contains that of b as well: the first step of each is the sum of the two. Create two tensors, or two
variables.
"""

from __future__ import annotations

import numpy as np
import tensorflow as tf


def mean_squared_error(targets, predictions):
    targets = np.asarray(targets, np.float32).ravel() if not tf.is_tensor(targets) else targets
    predictions = np.asarray(predictions, np.float32).ravel() if not tf.is_tensor(predictions) else predictions
    return tf.reduce_mean(tf.math.squared_difference(targets, predictions))


def fit(x, y, lr, epochs, mode="eager", loss=mean_squared_error):
    steps = {"eager": descend, "graph": tf.function(descend)}
    if mode not in steps:
        raise ValueError(f"there is no mode {mode!r}: take one of {sorted(steps)}")
    x = tf.constant(np.ravel(x), tf.float32)
    y = tf.constant(np.ravel(y), tf.float32)
    w = b = tf.constant(0.0)
    losses, weights, biases = [], [w], [b]
    for _ in range(epochs):
        value, w, b = steps[mode](x, y, w, b, tf.constant(lr, tf.float32), loss)
        losses.append(value)
        weights.append(w)
        biases.append(b)
    return {"loss": tf.stack(losses), "w": tf.stack(weights), "b": tf.stack(biases)}


def descend(x, y, w, b, lr, loss):
    with tf.GradientTape() as tape:
        tape.watch([w, b])
        value = loss(y, w * x + b)
    slope_w, slope_b = tape.gradient(value, (w, b))
    return value, w - lr * slope_w, b - lr * slope_b
