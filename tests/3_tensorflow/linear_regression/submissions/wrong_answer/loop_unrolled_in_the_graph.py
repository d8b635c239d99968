"""Puts the whole loop over the epochs into the tf.function, with Python's range. Python unrolls the loop while
TensorFlow traces: every epoch becomes its own copy of the step in the graph, and the loss is traced once for each.
The numbers are right, but the graph grows with the number of epochs. Compile one step and loop outside, or loop with
tf.range.
"""
# says: "is unrolled"

from __future__ import annotations

import tensorflow as tf


def mean_squared_error(targets, predictions):
    return tf.reduce_mean(tf.square(as_vector(targets) - as_vector(predictions)))


def fit(x, y, lr, epochs, mode="eager", loss=mean_squared_error):
    if mode not in ("eager", "graph"):
        raise ValueError(f"unknown mode {mode!r}")
    x, y = as_vector(x), as_vector(y)
    w, b = tf.Variable(0.0), tf.Variable(0.0)

    def step():
        with tf.GradientTape() as tape:
            value = loss(y, w * x + b)
        slope_w, slope_b = tape.gradient(value, [w, b])
        w.assign_sub(lr * slope_w)
        b.assign_sub(lr * slope_b)
        return value

    def train():
        rows = []
        for _ in range(epochs):
            rows.append((step(), w.read_value(), b.read_value()))
        return rows

    if mode == "graph":
        train = tf.function(train)
    rows = [[float(number) for number in row] for row in train()]
    return {
        "loss": [row[0] for row in rows],
        "w": [0.0] + [row[1] for row in rows],
        "b": [0.0] + [row[2] for row in rows],
    }


def as_vector(numbers):
    return tf.reshape(tf.cast(numbers, tf.float32), [-1])
