"""Appends the numbers to a Python list. In a graph that happens once, while it is traced: the list then has one
entry, which stands for the current number. Keep the state in a tf.Variable.
"""
# says: "a Python list or number keeps no state"

import tensorflow as tf


def running_mean():
    numbers = []

    def mean(x):
        numbers.append(tf.cast(x, tf.float32))
        return tf.add_n(numbers) / len(numbers)

    return mean


def until(limit):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def place(values):
        total, found = 0.0, -1
        for k in tf.range(tf.size(values)):
            total += values[k]
            if total >= limit:
                found = k
                break
        return found

    return place


def compile_once(function):
    graph = tf.function(function, input_signature=[tf.TensorSpec([None], tf.float32)])
    return lambda numbers: graph(tf.reshape(tf.cast(numbers, tf.float32), [-1]))


def iterate(step, start, steps):
    @tf.function
    def repeat(state, steps):
        for _ in tf.range(steps):
            state = step(state)
        return state

    return repeat(tf.cast(start, tf.float32), tf.constant(steps))
