"""Compares each value with the limit, not the sum of the values so far. Keep the sum in the loop."""
# says: "compare the sum of all values so far"

import tensorflow as tf


def running_mean():
    total, count = tf.Variable(0.0), tf.Variable(0.0)

    def mean(x):
        total.assign_add(x)
        count.assign_add(1.0)
        return total / count

    return mean


def until(limit):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def place(values):
        total, found = 0.0, -1
        for k in tf.range(tf.size(values)):
            total += values[k]
            if values[k] >= limit:
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
