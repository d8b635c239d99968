"""What does a loop in a graph save?"""

import numpy as np
import tensorflow as tf

from deepkata.bench import Benchmark


def small_step(rng, size):  # noqa: ARG001 - one step serves every size
    """A step of a few operations on few numbers: what is measured is the way to them."""
    return lambda x: 0.5 * x + 0.25 * tf.roll(x, 1, axis=0) + 1.0


def inputs(rng, size):
    return rng.normal(0, 1, 100).astype(np.float32), size


def eagerly(step, start, steps):
    """A Python loop, one operation after the other."""
    state = tf.constant(start)
    for _ in range(steps):
        state = step(state)
    return state


def while_loop(step, start, steps):
    """The loop as an operation, in a graph that is traced in every call."""

    @tf.function(autograph=False)
    def run(state, steps):
        return tf.while_loop(lambda k, _: k < steps, lambda k, state: (k + 1, step(state)), (0, state))[1]

    return run(tf.constant(start), tf.constant(steps))


BENCHMARK = Benchmark(
    "iterate",
    inputs=inputs,
    setup=small_step,
    sizes=(30, 100, 300),
    unit="steps",
    naive=eagerly,
    naive_name="every step eagerly",
    library=while_loop,
    library_name="a graph that is traced in every call",
    rtol=1e-4,
    atol=1e-5,
)
