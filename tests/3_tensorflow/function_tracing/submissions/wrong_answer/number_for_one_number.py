"""Returns a single number when it is called with a single number. A single number counts as a vector of length 1, so the
result is what the function returns for that vector. Return it unchanged.
"""
# says: "called with a single number"

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

    def call(numbers):
        result = graph(tf.reshape(tf.cast(numbers, tf.float32), [-1]))
        return tf.squeeze(result) if tf.rank(numbers) == 0 else result

    return call


def iterate(step, start, steps):
    @tf.function
    def run(state, steps):
        for _ in tf.range(steps):
            state = step(state)
        return state

    return run(tf.cast(start, tf.float32), tf.constant(steps))
