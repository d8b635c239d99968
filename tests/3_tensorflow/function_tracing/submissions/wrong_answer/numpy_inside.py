"""Calls NumPy from the graph with tf.numpy_function. The results are right, but every run of the graph waits for Python,
and the graph cannot be saved for a server. Write the loop with TensorFlow operations.
"""
# says: "the graph calls Python, as tf.py_function"

import numpy as np
import tensorflow as tf


def running_mean():
    total, count = tf.Variable(0.0), tf.Variable(0.0)

    def mean(x):
        total.assign_add(x)
        count.assign_add(1.0)
        return total / count

    return mean


def until(limit):
    def first(values):
        reached = np.flatnonzero(np.cumsum(values) >= limit)
        return np.int32(reached[0] if len(reached) else -1)

    return lambda values: tf.reshape(tf.numpy_function(first, [values], tf.int32), [])


def compile_once(function):
    graph = tf.function(function, input_signature=[tf.TensorSpec([None], tf.float32)])
    return lambda numbers: graph(tf.reshape(tf.cast(numbers, tf.float32), [-1]))


def iterate(step, start, steps):
    @tf.function
    def run(state, steps):
        for _ in tf.range(steps):
            state = step(state)
        return state

    return run(tf.cast(start, tf.float32), tf.constant(steps))
