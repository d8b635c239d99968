"""As much plain Python as AutoGraph understands: while, if and a flag; one variable for sum and count."""

import numpy as np
import tensorflow as tf


def running_mean():
    memory = tf.Variable([0.0, 0.0])
    return lambda x: tf.math.divide(*tf.unstack(memory.assign_add(tf.stack([tf.cast(x, tf.float32), 1.0]))))


def until(limit):
    def place(values):
        total = 0.0
        k = 0
        searching = True
        while searching and k < tf.size(values):
            total = total + values[k]
            if total >= limit:
                searching = False
            else:
                k += 1
        return tf.constant(-1) if searching else tf.convert_to_tensor(k)

    return place


def compile_once(function):
    @tf.function(reduce_retracing=True)
    def graph(vector):
        return function(vector)

    graph(tf.zeros([2]))  # a first length, so that the next one makes it any length

    def call(numbers):
        return graph(tf.constant(np.atleast_1d(np.asarray(numbers)).astype(np.float32)))

    return call


def iterate(step, start, steps):
    def all_steps(state, left):
        while left > 0:
            state = step(state)
            left -= 1
        return state

    return tf.function(all_steps)(tf.constant(np.asarray(start, np.float32)), tf.constant(steps))
