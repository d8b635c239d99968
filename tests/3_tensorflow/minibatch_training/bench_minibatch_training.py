"""What do whole arrays save in a step of Adam, compared with a loop over the weights?"""

import math

import numpy as np
import tensorflow as tf

from deepkata.bench import Benchmark

STEP, RATE, EPSILON = 4, 0.05, 1e-7


def inputs(rng, size):
    """The weights of a layer, a gradient, and running averages of earlier steps."""
    w, gradient, m = (rng.uniform(0.5, 1.5, size) for _ in range(3))
    return w, gradient, m, rng.uniform(0.5, 1.5, size), STEP, RATE, EPSILON


def loop(w, gradient, m, v, step, rate, epsilon):
    """One weight after the other."""
    ones, others = 1 - 0.9**step, 1 - 0.999**step
    new_w, new_m, new_v = [], [], []
    for weight, slope, mean, square in zip(w.tolist(), gradient.tolist(), m.tolist(), v.tolist(), strict=True):
        first, second = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope * slope
        new_w.append(weight - rate * (first / ones) / (math.sqrt(second / others) + epsilon))
        new_m.append(first)
        new_v.append(second)
    return np.array(new_w), np.array(new_m), np.array(new_v)


@tf.function
def graph(w, gradient, m, v, step, rate, epsilon):
    m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
    return w - rate * (m / (1 - 0.9**step)) / (tf.sqrt(v / (1 - 0.999**step)) + epsilon), m, v


def compiled(w, gradient, m, v, step, rate, epsilon):
    return tuple(part.numpy() for part in graph(*(tf.constant(part, tf.float64) for part in (w, gradient, m, v, step, rate, epsilon))))


BENCHMARK = Benchmark(
    "adam_step",
    inputs=inputs,
    sizes=(20_000, 60_000, 180_000),
    unit="weights",
    naive=loop,
    naive_name="one weight after the other",
    library=compiled,
    library_name="a graph of TensorFlow",
    rtol=1e-5,
    atol=1e-7,
)
