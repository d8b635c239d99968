"""Computes a gradient and changes the variable, and then goes on to the next one. The later gradients belong to a point to which
only some variables have moved, and each is clipped by itself. Compute all gradients before the first variable changes.
"""
# says: "after another variable had changed"

import tensorflow as tf


def grad(function, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = function(x)
    return tape.gradient(value, x, unconnected_gradients="zero")


def hessian_diag(function, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            value = function(x)
        slopes = inner.gradient(value, x, unconnected_gradients="zero")
    hessian = outer.jacobian(slopes, x, unconnected_gradients="zero", experimental_use_pfor=False)
    size = tf.size(x)
    return tf.reshape(tf.linalg.diag_part(tf.reshape(hessian, [size, size])), x.shape)


def clip_by_global_norm(gradients, limit):
    squares = [tf.reduce_sum(tf.square(gradient)) for gradient in gradients if gradient is not None]
    norm = tf.sqrt(tf.add_n(squares))
    scale = tf.minimum(1.0, limit / norm) if norm > 0 else 1.0
    return [None if gradient is None else tf.multiply(gradient, scale) for gradient in gradients], norm


def train_step(model, rate, limit):
    before = model.loss()
    for variable in model.trainable_variables:
        with tf.GradientTape() as tape:
            loss = model.loss()
        gradient = tape.gradient(loss, variable)
        if gradient is not None:
            variable.assign_sub(rate * clip_by_global_norm([gradient], limit)[0][0])
    return before
