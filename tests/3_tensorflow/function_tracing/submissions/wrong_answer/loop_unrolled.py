"""Loops over Python's range inside the tf.function. Python runs the loop while the graph is traced, and each round
adds a copy of the step: the graph for 1,000 steps has 1,000 copies. A loop over tf.range is one loop in the graph.
"""
# says: "is unrolled"

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
        for _ in range(steps):
            state = step(state)
        return state

    return repeat(tf.cast(start, tf.float32), steps)
