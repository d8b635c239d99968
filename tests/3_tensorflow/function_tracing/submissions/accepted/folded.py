"""A fold over the steps, a mean that moves by its own share, and a scan for the sums."""

import tensorflow as tf


def running_mean():
    state = [tf.Variable(0.0), tf.Variable(0.0)]

    @tf.function(reduce_retracing=True)
    def update(x):
        state[1].assign_add(1.0)
        state[0].assign(state[0] + (x - state[0]) / state[1])
        return state[0].read_value()

    return lambda x: update(tf.cast(x, tf.float32))


def until(limit):
    def place(values):
        sums = tf.concat([tf.scan(lambda a, v: a + v, values, initializer=0.0), [limit]], axis=0)
        first = tf.argmax(tf.cast(sums >= limit, tf.int32), output_type=tf.int32)
        return tf.where(first == tf.size(values), -1, first)

    return place


def compile_once(function):
    graph = tf.function(function, input_signature=(tf.TensorSpec(shape=(None,), dtype="float32"),))

    def wrapper(numbers):
        return graph(tf.reshape(tf.cast(tf.constant(numbers), "float32"), (-1,)))

    return wrapper


def iterate(step, start, steps):
    @tf.function
    def fold(start, steps):
        return tf.foldl(lambda state, _: step(state), tf.range(steps), initializer=start)

    return fold(tf.cast(start, tf.float32), tf.constant(steps, tf.int32))
