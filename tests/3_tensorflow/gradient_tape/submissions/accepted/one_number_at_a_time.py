"""Plain loops: each coordinate becomes a variable of its own, and each number of a gradient is squared by itself."""

import itertools
import math

import numpy as np
import tensorflow as tf


def split(x):
    x = np.asarray(x, np.float32)
    return x.shape, [tf.Variable(float(number)) for number in x.ravel()]


def grad(function, x):
    shape, parts = split(x)
    with tf.GradientTape() as tape:
        value = function(tf.reshape(tf.stack(parts), shape))
    slopes = tape.gradient(value, parts)
    return tf.reshape(tf.stack([tf.constant(0.0) if slope is None else slope for slope in slopes]), shape)


def hessian_diag(function, x):
    shape, parts = split(x)
    curvature = []
    for part in parts:
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                value = function(tf.reshape(tf.stack(parts), shape))
            slope = inner.gradient(value, part)
        second = None if slope is None else outer.gradient(slope, part)
        curvature.append(0.0 if second is None else float(second))
    return tf.constant(np.array(curvature, np.float32).reshape(shape))


def clip_by_global_norm(gradients, limit):
    total = 0.0
    for number in itertools.chain(*(np.ravel(g) for g in gradients if g is not None)):
        total += float(number) ** 2
    norm = math.sqrt(total)
    factor = limit / norm if norm > limit else 1.0
    return [g if g is None else tf.convert_to_tensor(g) * factor for g in gradients], tf.constant(norm)


def train_step(model, rate, limit):
    with tf.GradientTape() as tape:
        loss = model.loss()
    pairs = list(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    gradients, _ = clip_by_global_norm([gradient for gradient, _ in pairs], limit)
    for gradient, (_, variable) in zip(gradients, pairs):
        if gradient is None:
            continue
        variable.assign_add(-rate * gradient)
    return loss
