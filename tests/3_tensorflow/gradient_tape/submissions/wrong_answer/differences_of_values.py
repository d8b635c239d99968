"""Divides small differences of values by small differences of x. In float32 a value of 50,000 has steps of 0.004, so
a small derivative is lost, and the function is called twice for every number. The tape needs one call and is exact.
"""
# says: "differences of values are too inaccurate"

import tensorflow as tf


def grad(function, x):
    x = tf.cast(x, tf.float32)
    flat = tf.reshape(x, [-1])
    slopes = []
    for i in range(flat.shape[0]):
        there = 0.003 * tf.one_hot(i, flat.shape[0])
        ahead, behind = (function(tf.reshape(point, x.shape)) for point in (flat + there, flat - there))
        slopes.append((ahead - behind) / 0.006)
    return tf.reshape(tf.stack(slopes), x.shape)


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
            variable.assign_sub(rate * gradient)
    return loss
