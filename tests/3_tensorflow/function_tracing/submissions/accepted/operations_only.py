"""No AutoGraph: tf.while_loop, cumulative sums, a module that owns its variables, a graph traced beforehand."""

import tensorflow as tf


class Mean(tf.Module):
    def __init__(self):
        self.count = tf.Variable(0, dtype=tf.int64)
        self.mean = tf.Variable(0.0)

    def __call__(self, x):
        count = tf.cast(self.count.assign_add(1), tf.float32)
        return self.mean.assign_add((tf.cast(x, tf.float32) - self.mean) / count)


def running_mean():
    mean = Mean()
    return lambda x: tf.identity(mean(x))


def until(limit):
    def place(values):
        reached = tf.where(tf.cumsum(values) >= limit)
        return tf.cast(tf.reduce_min(tf.concat([tf.reshape(reached, [-1]), [2**31]], axis=0)) % 2**31, tf.int32) + tf.where(
            tf.size(reached) > 0, 0, -1
        )

    return place


def compile_once(function):
    concrete = tf.function(function, autograph=False).get_concrete_function(tf.TensorSpec([None], tf.float32))

    def call(numbers):
        vector = tf.cast(tf.convert_to_tensor(numbers), tf.float32)
        return concrete(vector if vector.shape.rank else vector[None])

    return call


def iterate(step, start, steps):
    start = tf.cast(start, tf.float32)

    @tf.function(autograph=False)
    def run(state, steps):
        return tf.while_loop(lambda k, _: k < steps, lambda k, state: (k + 1, step(state)), (0, state))[1]

    return run(start, tf.constant(steps))
