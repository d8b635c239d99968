"""Turn Python functions into graphs, and know what runs when.

`tf.function(f)` returns a function. Its first call runs the Python code of f with symbolic tensors, which have no values; this
is called *tracing*. The operations that f calls become a graph, and later calls run the graph without Python. All other code
runs only during tracing: for example, printing, increasing a counter or appending to a list. A call with a new dtype, a new
shape or a new Python number traces f again. For a small function, this takes about a hundred times as long as running its
graph.

Each of the first three functions returns another function. The suite calls the functions returned by `running_mean` and `until`
both in eager mode and inside a `tf.function` of its own, which is traced once and then called with many values. Graphs contain
TensorFlow operations only: `tf.py_function` and `tf.numpy_function`, which call Python from a graph, are not allowed.

Tasks
1. `running_mean`: keep state in a graph.
2. `until`: a loop whose end depends on the data.
3. `compile_once`: turn any function into a graph, for numbers and vectors.
4. `iterate`: run many steps in one graph.
5. `compile_once` and `iterate`: do not trace again for every number, length or step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf


def running_mean() -> Callable[[tf.Tensor | float], tf.Tensor]:
    """Return a function that computes the mean of all numbers it has received so far.

    Returns:
        A function of one number (float32 of shape (), or a Python float). It returns the mean of all numbers that it has
        received so far, including this one: a float32 tensor of shape (). It works in eager mode and inside a `tf.function`,
        where its Python code runs only once. Each call of `running_mean` returns a function with its own state.

    Examples:
        >>> mean = running_mean()
        >>> [float(mean(x)) for x in (4.0, 8.0, 0.0)]
        [4.0, 6.0, 4.0]
    """
    raise NotImplementedError(
        "task 1: create two tf.Variables here, sum and count, and change them in the inner function"
    )


def until(limit: float) -> Callable[[tf.Tensor], tf.Tensor]:
    """Return a function that finds where the cumulative sum reaches a limit.

    Args:
        limit: A number above 0.

    Returns:
        A function of N numbers, `values` (float32 tensor, shape (N,), N may be 0). It returns the smallest k for which
        values[0] + ... + values[k] >= limit, or -1 if there is none: an int32 tensor of shape (). Values may be negative.
        It works in eager mode and inside a `tf.function` that is traced with unknown N.

    Examples:
        >>> int(until(6.0)(tf.constant([4.0, 1.0, 2.5, 9.0])))
        2
    """
    raise NotImplementedError(
        "task 2: in a tf.function, a for loop over tf.range, with if and break, becomes a loop of the graph"
    )


def compile_once(function: Callable[[tf.Tensor], tf.Tensor]) -> Callable[[Sequence[float] | np.ndarray | float], tf.Tensor]:
    """Return a function that runs as a graph, for any numbers it is called with.

    Args:
        function: Takes a float32 tensor of shape (N,) and returns a float32 tensor. It consists of TensorFlow operations
            only.

    Returns:
        A function of N numbers: a list, array or tensor of shape (N,) and any numeric dtype, or a single number, which
        counts as a vector of shape (1,). It returns what `function` returns for them. Python runs `function` only during
        tracing, at most twice in all, however many calls there are and however long the vectors are.

    Examples:
        >>> double = compile_once(lambda x: 2 * x)
        >>> double([1, 2]).numpy().tolist(), double(0.5).numpy().tolist()
        ([2.0, 4.0], [1.0])
    """
    raise NotImplementedError(
        "task 3: create one tf.function here, and turn the numbers into a float32 vector before you call it"
    )


def iterate(step: Callable[[tf.Tensor], tf.Tensor], start: np.ndarray, steps: int) -> tf.Tensor:
    """Apply a step many times, all in one graph: the loop is part of the graph too.

    Args:
        step: Takes a float32 tensor and returns one of the same shape. It consists of TensorFlow operations only.
        start: Numbers of any dtype and shape.
        steps: The number of steps, at least 0.

    Returns:
        step(step(...step(start))) with `steps` steps: float32, with the shape of `start`. Python runs `step` only during
        tracing, at most 3 times in a call, whatever the number of steps.

    Examples:
        >>> iterate(lambda x: x + x, [1, 5], 3).numpy().tolist()
        [8.0, 40.0]
    """
    raise NotImplementedError("task 4: inside a tf.function, loop over tf.range(steps), where steps is a tensor")
