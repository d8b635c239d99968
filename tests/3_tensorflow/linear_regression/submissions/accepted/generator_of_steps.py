"""An endless generator of steps, of which as many are taken as there are epochs; a persistent tape."""

from functools import partial
from itertools import islice

import numpy as np
import tensorflow as tf


def _numbers(v):
    return tf.squeeze(tf.reshape(tf.cast(v, tf.float32), [1, -1]), axis=0)


def mean_squared_error(targets, predictions):
    t, p = _numbers(targets), _numbers(predictions)
    return tf.nn.l2_loss(t - p) * 2.0 / tf.cast(tf.shape(t)[0], tf.float32)


def _slopes(loss, x, y, w, b):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([w, b])
        value = loss(y, x * w + b)
    return value, tape.gradient(value, w), tape.gradient(value, b)


def _descent(slopes, lr):
    w, b = tf.constant(0.0), tf.identity(tf.constant(0.0))
    while True:
        value, dw, db = slopes(w, b)
        w, b = w - np.float32(lr) * dw, b - np.float32(lr) * db
        yield value.numpy().item(), w.numpy().item(), b.numpy().item()


def fit(x, y, lr, epochs, mode="eager", loss=mean_squared_error):
    modes = dict(eager=lambda f: f, graph=tf.function)
    if mode not in modes:
        raise ValueError(f"{mode} is none of {list(modes)}")
    slopes = modes[mode](partial(_slopes, loss, _numbers(x), _numbers(y)))
    losses, ws, bs = zip(*islice(_descent(slopes, lr), epochs))
    return {"loss": list(losses), "w": [0.0, *ws], "b": [0.0, *bs]}
