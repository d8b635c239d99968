"""Passes the numbers to the function in their own dtype and shape. A graph is traced for one dtype and rank: convert
everything to a float32 vector first.
"""
# says: "it takes float32 vectors"
# also: number_for_one_number

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
    graph = tf.function(function, reduce_retracing=True)
    return lambda numbers: tf.cast(graph(tf.convert_to_tensor(numbers)), tf.float32)


def iterate(step, start, steps):
    @tf.function
    def repeat(state, steps):
        for _ in tf.range(steps):
            state = step(state)
        return state

    return repeat(tf.cast(start, tf.float32), tf.constant(steps))
