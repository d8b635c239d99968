"""Save a model so that others can use it without your code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

Numbers = Sequence[float] | np.ndarray
Forms = dict[str, tuple[str, list[int | None]]]


class Softmax(tf.Module):
    """Softmax regression: the functions that are saved, and the variables that they use."""

    def __init__(self, W: np.ndarray, b: np.ndarray) -> None:
        super().__init__()
        self.W = tf.Variable(W, name="W")
        self.b = tf.Variable(b, name="b")

    def scores(self, x: tf.Tensor) -> dict[str, tf.Tensor]:
        logits = x @ self.W + self.b
        return {"logits": logits, "probabilities": tf.nn.softmax(logits)}

    def classify(self, x: tf.Tensor) -> dict[str, tf.Tensor]:
        probabilities = self.scores(x)["probabilities"]
        return {"label": tf.argmax(probabilities, axis=1), "confidence": tf.reduce_max(probabilities, axis=1)}


def export(W: np.ndarray, b: np.ndarray, directory: str) -> None:
    """Save softmax regression with the signatures "serving_default" and "classify"."""
    model = Softmax(W, b)
    rows = tf.TensorSpec([None, len(W)], tf.float32, name="x")
    signatures = {
        "serving_default": tf.function(model.scores, input_signature=[rows]),
        "classify": tf.function(model.classify, input_signature=[rows]),
    }
    tf.saved_model.save(model, directory, signatures=signatures)


def serve(directory: str, x: Numbers, signature: str = "serving_default") -> dict[str, tf.Tensor]:
    """Load a SavedModel and call one of its signatures, using the name of its only input."""
    model = tf.saved_model.load(directory)
    if signature not in model.signatures:
        raise ValueError(f"no signature {signature!r}; there are {', '.join(model.signatures)}")
    function = model.signatures[signature]
    (name,) = function.structured_input_signature[1]
    rows = tf.cast(x, tf.float32)
    return function(**{name: rows if rows.shape.rank == 2 else rows[None]})


def describe(directory: str) -> dict[str, dict[str, Forms]]:
    """List the names, dtypes and shapes of the inputs and outputs of each signature."""
    model = tf.saved_model.load(directory)
    return {
        name: {"inputs": forms(function.structured_input_signature[1]), "outputs": forms(function.structured_outputs)}
        for name, function in model.signatures.items()
    }


def forms(specs: dict[str, tf.TensorSpec]) -> Forms:
    """Return the dtype and shape of each, with None for any size."""
    return {name: (spec.dtype.name, spec.shape.as_list()) for name, spec in specs.items()}
