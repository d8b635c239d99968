"""Save a model so that others can use it without your code.

A SavedModel is a folder with the graphs of a model and the values of its variables, without any Python code. A server or another
program loads it and calls its *signatures*: named functions with named inputs and outputs. The suite loads your folder in a
process that has never loaded your program, and calls the signatures there.

Tasks
1. `export`: a signature for scores and probabilities.
2. `export`: accept any number of rows.
3. `export`: a second signature, for labels.
4. `export`: weights that can be changed after loading.
5. `serve`: use a model when all you have is its folder.
6. `describe`: list what a SavedModel offers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import tensorflow as tf


def export(W: np.ndarray, b: np.ndarray, directory: str) -> None:
    """Save a softmax regression model as a SavedModel; its scores are x @ W + b for rows x.

    The folder has two signatures. Both take one input named "x": float32 of shape (N, D), for any N of at least 1.
    - "serving_default" returns "logits", the scores, and "probabilities", their softmax along each row: both float32, shape
      (N, C).
    - "classify" returns "label", the index of the highest score, int64 of shape (N,), and "confidence", the highest
      probability, float32 of shape (N,).

    The object that `tf.saved_model.load` returns has the weights as variables, `W` and `b`. The signatures use them, so changing
    them changes the results.

    Args:
        W: float32 of shape (D, C).
        b: float32 of shape (C,).
        directory: The folder to create and save to. It does not exist yet.
    """
    raise NotImplementedError(
        "task 1: write a tf.Module with two variables and a tf.function; pass signatures= to tf.saved_model.save"
    )


def serve(directory: str, x: Sequence[float] | np.ndarray, signature: str = "serving_default") -> dict[str, tf.Tensor]:
    """Load a SavedModel and call one of its signatures.

    Args:
        directory: The folder of any SavedModel. Its signatures have one input each, float32 of shape (N, D), whose name you
            do not know in advance.
        x: Numbers of any dtype: a list or an array of shape (N, D), or one row of shape (D,), which counts as N = 1.
        signature: The name of the signature.

    Returns:
        All outputs of the signature, by name.

    Raises:
        ValueError: The model has no such signature.
    """
    raise NotImplementedError("task 5: tf.saved_model.load(directory).signatures is a dictionary of functions")


def describe(directory: str) -> dict[str, dict[str, dict[str, tuple[str, list[int | None]]]]]:
    """List the signatures of a SavedModel with their inputs and outputs.

    Args:
        directory: The folder of any SavedModel. Signatures may have several inputs and outputs with any known number of axes.

    Returns:
        For each signature a dictionary with "inputs" and "outputs". Each of these gives, for each name, the dtype and the
        shape, where None stands for any size. For example:

        {"serving_default": {"inputs": {"x": ("float32", [None, 4])}, "outputs": {"y": ("int64", [None])}}}
    """
    raise NotImplementedError("task 6: look at structured_input_signature and structured_outputs of each signature")
