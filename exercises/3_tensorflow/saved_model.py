"""Save a model such that others can use it, without your code.

A SavedModel is a folder with the graphs of a model and the values of its variables, and without any Python. A server, a telephone or
a colleague's program loads it and calls it by the names that you gave. So what you save is a promise: which functions there are
(*signatures*), what goes in, what comes out, under which names, and for how many rows. The suite carries your folder over to a process
that has never seen your program, and asks it there.

Your tasks:
1. `export`: a signature for scores and probabilities.
2. `export`: any number of rows, from one to many.
3. `export`: a second signature, for labels.
4. `export`: weights that can still be changed where the model is loaded.
5. `serve`: use a model of which you know only the folder.
6. `describe`: find out what a folder promises.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import tensorflow as tf


def export(W: np.ndarray, b: np.ndarray, directory: str) -> None:
    """Save softmax regression as a SavedModel: scores x @ W + b for rows x.

    The folder has two signatures. Both take one input named "x": float32 of shape (N, D), for any N of at least 1.
    "serving_default" gives "logits", the scores, and "probabilities", their softmax along each row: both float32, shape (N, C).
    "classify" gives "label", the column of the highest score, int64 of shape (N,), and "confidence", the highest probability,
    float32 of shape (N,).

    What `tf.saved_model.load` returns has the weights as variables, `W` and `b`; the signatures use these, so that a change of them
    changes what the signatures give.

    Args:
        W: float32 of shape (D, C).
        b: float32 of shape (C,).
        directory: where to save; there is no such folder yet.
    """
    raise NotImplementedError("task 1: a tf.Module with two variables and a tf.function, saved by tf.saved_model.save with signatures=")


def serve(directory: str, x: Sequence[float] | np.ndarray, signature: str = "serving_default") -> dict[str, tf.Tensor]:
    """Load a SavedModel and ask one of its signatures.

    Args:
        directory: a SavedModel that anybody made. Its signatures have one input each, float32 of shape (N, D), whose name
            you do not know in advance.
        x: numbers of any type: a list or an array of shape (N, D), or one row of shape (D,), which counts as N = 1.
        signature: its name.

    Returns:
        All the outputs of the signature, by their names.

    Raises:
        ValueError: the model has no such signature.
    """
    raise NotImplementedError("task 5: tf.saved_model.load(directory).signatures is a dictionary of functions")


def describe(directory: str) -> dict[str, dict[str, dict[str, tuple[str, list[int | None]]]]]:
    """Tell which signatures a SavedModel has, and what goes in and comes out.

    Args:
        directory: a SavedModel that anybody made. Signatures may have several inputs and outputs, of any known number of axes.

    Returns:
        For each signature a dictionary of "inputs" and "outputs". Each of these tells, for each name, the type and the shape; None stands
        for any size. For example:

        {"serving_default": {"inputs": {"x": ("float32", [None, 4])}, "outputs": {"y": ("int64", [None])}}}
    """
    raise NotImplementedError("task 6: look at structured_input_signature and structured_outputs of each signature")
