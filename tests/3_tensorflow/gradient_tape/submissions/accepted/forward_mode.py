"""Directional derivatives with a forward accumulator, one coordinate at a time, and a forward one over a tape for second ones."""

import numpy as np
import tensorflow as tf


def directions(x):
    for i in range(tf.size(x).numpy()):
        yield tf.reshape(tf.one_hot(i, tf.size(x)), x.shape)


def along(function, x, direction):
    with tf.autodiff.ForwardAccumulator(x, direction) as accumulator:
        value = function(x)
    return accumulator.jvp(value, unconnected_gradients=tf.UnconnectedGradients.ZERO)


def grad(function, x):
    x = tf.identity(tf.cast(tf.constant(x), tf.float32))
    return tf.reshape(tf.stack([along(function, x, direction) for direction in directions(x)]), x.shape)


def hessian_diag(function, x):
    x = tf.identity(tf.cast(tf.constant(x), tf.float32))

    def slopes(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = function(x)
        return tape.gradient(value, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)

    curved = [tf.reduce_sum(along(slopes, x, direction) * direction) for direction in directions(x)]
    return tf.reshape(tf.stack(curved), x.shape)


def clip_by_global_norm(gradients, limit):
    numbers = np.concatenate([np.ravel(g) for g in gradients if g is not None])
    norm = np.sqrt(np.sum(numbers.astype(np.float64) ** 2))
    if norm <= limit:
        return [None if g is None else tf.identity(g) for g in gradients], tf.constant(norm, tf.float32)
    shorter = []
    for g in gradients:
        shorter.append(None if g is None else tf.constant(np.asarray(g) * np.float32(limit / norm)))
    return shorter, tf.constant(norm, tf.float32)


def train_step(model, rate, limit):
    variables = [v for v in model.trainable_variables]
    with tf.GradientTape() as tape:
        loss = model.loss()
    slopes = tape.gradient(loss, variables, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    for v, slope in zip(variables, clip_by_global_norm(slopes, limit)[0]):
        v.assign(v - rate * slope)
    return loss
