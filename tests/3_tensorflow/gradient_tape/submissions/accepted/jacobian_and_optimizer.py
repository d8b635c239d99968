"""The whole Hessian by tape.jacobian, norms from TensorFlow, and an optimizer of Keras for the step."""

import keras
import tensorflow as tf

ZERO = tf.UnconnectedGradients.ZERO


def grad(function, x):
    v = tf.Variable(tf.cast(x, tf.float32))
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(v)
        y = function(tf.convert_to_tensor(v))
    return tape.gradient(y, v, unconnected_gradients=ZERO)


def hessian_diag(function, x):
    x = tf.convert_to_tensor(tf.cast(x, tf.float32))
    flat = tf.reshape(x, [-1])
    with tf.GradientTape() as second:
        second.watch(flat)
        with tf.GradientTape() as first:
            first.watch(flat)
            y = function(tf.reshape(flat, x.shape))
        slopes = first.gradient(y, flat, unconnected_gradients=ZERO)
    hessian = second.jacobian(slopes, flat, unconnected_gradients=ZERO)
    return tf.reshape(tf.linalg.diag_part(hessian), x.shape)


def clip_by_global_norm(gradients, limit):
    present = [tf.reshape(g, [-1]) for g in gradients if g is not None]
    norm = tf.norm(tf.concat(present, axis=0))
    shrink = tf.cond(norm > limit, lambda: tf.cast(limit, tf.float32) / norm, lambda: tf.constant(1.0))
    return [None if g is None else shrink * g for g in gradients], norm


def train_step(model, rate, limit):
    optimizer = keras.optimizers.SGD(learning_rate=rate)
    with tf.GradientTape() as tape:
        loss = model.loss()
    slopes = tape.gradient(loss, list(model.trainable_variables))
    slopes, _ = clip_by_global_norm(slopes, limit)
    used = [(slope, variable) for slope, variable in zip(slopes, model.trainable_variables) if slope is not None]
    optimizer.build([variable for _, variable in used])
    optimizer.apply_gradients(used)
    return loss
