"""Turn Python functions into graphs, and know what runs when."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf

Numbers = Sequence[float] | np.ndarray | float
Number = tf.Tensor | float


def running_mean() -> Callable[[Number], tf.Tensor]:
    """Return a function that computes the mean of all numbers it has received so far."""
    total, count = tf.Variable(0.0), tf.Variable(0.0)

    def mean(x: Number) -> tf.Tensor:
        total.assign_add(x)
        count.assign_add(1.0)
        return total / count

    return mean


def until(limit: float) -> Callable[[tf.Tensor], tf.Tensor]:
    """Return a function that finds the first index at which the cumulative sum reaches the limit, or -1."""

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def place(values: tf.Tensor) -> tf.Tensor:
        total, found = 0.0, -1
        for k in tf.range(tf.size(values)):
            total += values[k]
            if total >= limit:
                found = k
                break
        return found

    return place


def compile_once(function: Callable[[tf.Tensor], tf.Tensor]) -> Callable[[Numbers], tf.Tensor]:
    """Return a function that runs as one graph for vectors of every length."""
    graph = tf.function(function, input_signature=[tf.TensorSpec([None], tf.float32)])
    return lambda numbers: graph(tf.reshape(tf.cast(numbers, tf.float32), [-1]))


def iterate(step: Callable[[tf.Tensor], tf.Tensor], start: np.ndarray, steps: int) -> tf.Tensor:
    """Apply a step many times, all in one graph."""
    return repeat(step, tf.cast(start, tf.float32), tf.constant(steps))


@tf.function
def repeat(step: Callable[[tf.Tensor], tf.Tensor], state: tf.Tensor, steps: tf.Tensor) -> tf.Tensor:
    """Run the loop in the graph; traced once for each step function and shape, whatever the number of steps."""
    for _ in tf.range(steps):
        state = step(state)
    return state
