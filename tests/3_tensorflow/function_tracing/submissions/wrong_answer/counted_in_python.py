"""Counts the calls with a Python number. Python runs only while the graph is traced, so the graph contains the
constant 1. State that changes from call to call must be a tf.Variable, changed by an operation.
"""
# says: "the count stayed at 1"

import tensorflow as tf


def running_mean():
    total, count = tf.Variable(0.0), 0

    def mean(x):
        nonlocal count
        count += 1
        total.assign_add(x)
        return total / count

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
