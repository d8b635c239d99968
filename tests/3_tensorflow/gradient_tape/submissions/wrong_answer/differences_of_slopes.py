"""Divides small differences of first derivatives by small differences of x. In float32 a derivative of 50,000 has steps of 0.004, so
a small second derivative is lost. Use a tape inside a tape, which is exact.
"""
# says: "differences of slopes are too inaccurate"

import tensorflow as tf


def grad(function, x):
    x = tf.cast(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = function(x)
    return tape.gradient(value, x, unconnected_gradients="zero")


def hessian_diag(function, x):
    x = tf.cast(x, tf.float32)
    flat = tf.reshape(x, [-1])
    curvatures = []
    for i in range(flat.shape[0]):
        there = 0.01 * tf.one_hot(i, flat.shape[0])
        ahead, behind = (grad(function, tf.reshape(point, x.shape)) for point in (flat + there, flat - there))
        curvatures.append(tf.reshape(ahead - behind, [-1])[i] / 0.02)
    return tf.reshape(tf.stack(curvatures), x.shape)


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
            variable.assign_sub(rate * gradient)
    return loss
