"""Adds rate times gradient. The gradient points to where the loss grows fastest, so the loss grows with every step. Go the
opposite way.
"""
# says: "The step went uphill"

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
    with tf.GradientTape() as tape:
        loss = model.loss()
    gradients = tape.gradient(loss, model.trainable_variables)
    clipped, _ = clip_by_global_norm(gradients, limit)
    for variable, gradient in zip(model.trainable_variables, clipped):
        if gradient is not None:
            variable.assign_add(rate * gradient)
    return loss
