"""Turn Python functions into graphs, and know what runs when.

`tf.function(f)` runs the Python code of f once, with symbols in place of the numbers. This is called *tracing*. The operations
that it meets become a graph, and from then on calls run the graph, without any Python. So all that is not an operation
of TensorFlow happens while tracing only: a print, a counter, a list that grows. And a call with arguments of a new kind is
traced anew, which costs a hundred times as much as running a small graph.

Each of the first three functions returns another function. The suite calls that one eagerly, and also inside a
`tf.function` of its own, which it traces once and then calls with many values.

Your tasks:
1. `running_mean`: a state that survives in a graph.
2. `until`: a loop that stops where the data say so.
3. `compile_once`: any function as a graph, for numbers and vectors as they come.
4. `iterate`: many steps in one graph.
5. `compile_once` and `iterate` trace once, and not again for every number, length or step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf


def running_mean() -> Callable[[tf.Tensor | float], tf.Tensor]:
    """Return a function that tells the mean of all the numbers it was ever given.

    Returns:
        A function of one number (float32 of shape (), or a Python float). It returns a float32 tensor of shape (): the
        mean of all the numbers of all its calls so far, this one included. It works eagerly and inside a
        `tf.function`, where its Python code is run only once. Each call of `running_mean` makes a function with a memory of
        its own.

    Examples:
        >>> mean = running_mean()
        >>> [float(mean(x)) for x in (4.0, 8.0, 0.0)]
        [4.0, 6.0, 4.0]
    """
    raise NotImplementedError("task 1: sum and count are two tf.Variables, made here, and changed in the inner function")


def until(limit: float) -> Callable[[tf.Tensor], tf.Tensor]:
    """Return a function that finds where the sum of the first values reaches the limit.

    Args:
        limit: a number above 0.

    Returns:
        A function of N numbers (a float32 tensor of shape (N,), N may be 0). It returns an int32 tensor of shape (): the
        smallest k for which values[0] + ... + values[k] >= limit, or -1 if there is none. Values may be negative. It works
        eagerly and inside a `tf.function` that knows nothing of N.

    Examples:
        >>> int(until(6.0)(tf.constant([4.0, 1.0, 2.5, 9.0])))
        2
    """
    raise NotImplementedError("task 2: in a tf.function, a for over tf.range with an if and a break becomes a loop of the graph")


def compile_once(function: Callable[[tf.Tensor], tf.Tensor]) -> Callable[[Sequence[float] | np.ndarray | float], tf.Tensor]:
    """Return a function that runs as a graph, whatever numbers it is called with.

    Args:
        function: takes a float32 tensor of shape (N,) and returns a float32 tensor; made of TensorFlow operations only.

    Returns:
        A function of N numbers: a list, array or tensor of shape (N,) of any type of number, or a single number, which
        counts as a vector of one. It returns what `function` returns for them. Python runs `function` only while
        TensorFlow traces, and that is at most twice in all, however many calls of whatever lengths there are.

    Examples:
        >>> double = compile_once(lambda x: 2 * x)
        >>> double([1, 2]).numpy().tolist(), double(0.5).numpy().tolist()
        ([2.0, 4.0], [1.0])
    """
    raise NotImplementedError("task 3: make one tf.function here; bring the numbers to a float32 vector before it gets them")


def iterate(step: Callable[[tf.Tensor], tf.Tensor], start: np.ndarray, steps: int) -> tf.Tensor:
    """Apply a step many times, all in one graph.

    Args:
        step: takes a float32 tensor and returns one of the same shape; made of TensorFlow operations only.
        start: numbers of any type and shape. Must not be changed.
        steps: how many times, at least 0.

    Returns:
        step(step(...step(start))), with `steps` steps: float32, in the shape of `start`. Python runs `step` only while
        TensorFlow traces, at most 3 times in a call, however many steps there are.

    Examples:
        >>> iterate(lambda x: x + x, [1, 5], 3).numpy().tolist()
        [8.0, 40.0]
    """
    raise NotImplementedError("task 4: inside a tf.function, loop over tf.range(steps), where steps is a tensor")
