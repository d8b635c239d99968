"""What the suite of saved_model does in workers: it asks saved folders, and makes some of its own."""

import tempfile
from pathlib import Path

import numpy as np
import tensorflow as tf


def ask(path, questions, variables=None):
    """The outputs of signatures for inputs x, and the shapes of x that these signatures promise to take, None for any size.

    ``variables``: values that the variables of the loaded model get first. What goes wrong is told in words: {"error": …}.
    """
    try:
        model = tf.saved_model.load(path)
    except Exception as error:  # noqa: BLE001 - whatever it is, the suite tells it to the student
        return {"error": f"it cannot be loaded: {first_line(error)}"}
    for name, value in (variables or {}).items():
        variable = getattr(model, name, None)
        if not hasattr(variable, "assign"):
            return {"error": f"the loaded model has no variable {name!r}"}
        variable.assign(value)
    return {"answers": [ask_one(model, signature, x) for signature, x in questions], "promised": [promised(model, name) for name, _ in questions]}


def promised(model, signature):
    function = getattr(model, "signatures", {}).get(signature)
    spec = function and function.structured_input_signature[1].get("x")
    return spec.shape.as_list() if spec and spec.shape.rank is not None else None


def ask_one(model, signature, x):
    signatures = getattr(model, "signatures", {})
    if signature not in signatures:
        return {"error": f"it has no signature {signature!r}; it has {', '.join(map(repr, signatures)) or 'none at all'}"}
    try:
        outputs = signatures[signature](x=tf.constant(x, tf.float32))
    except Exception as error:  # noqa: BLE001 - as above
        inputs = {name: tuple(spec.shape) for name, spec in signatures[signature].structured_input_signature[1].items()}
        return {"error": f"{signature!r} with x of shape {np.shape(x)} raised {first_line(error)} (its inputs are {inputs})"}
    return {name: value.numpy() for name, value in outputs.items()}


def first_line(error):
    return f"{type(error).__name__}: {str(error).strip().splitlines()[0][:150]}"


class Foreign(tf.Module):
    """A model whose names are not those of the exercise."""

    def __init__(self, factors):
        super().__init__()
        self.factors = tf.Variable(np.asarray(factors, np.float32))

    def weighted(self, pixels):
        return {"weighted": pixels * self.factors, "total": tf.reduce_sum(pixels * self.factors, axis=1)}

    def ranks(self, features):
        return {"order": tf.argsort(features * self.factors, axis=1)}


def foreign(factors):
    """The files of a foreign model with two signatures of one input each."""
    model, width = Foreign(factors), len(factors)
    signatures = {
        "serving_default": tf.function(model.weighted, input_signature=[tf.TensorSpec([None, width], tf.float32, name="pixels")]),
        "ranks": tf.function(model.ranks, input_signature=[tf.TensorSpec([None, width], tf.float32, name="features")]),
    }
    return saved(model, signatures)


def varied(side):
    """The files of a model whose signatures differ in all that can be described."""

    def mix(image, mask):
        return {"masked": tf.where(mask, image, tf.zeros_like(image)), "any": tf.reduce_any(mask)}

    def size(count):
        return {"next": count + 1}

    specs = [tf.TensorSpec([None, side, None, 3], tf.uint8, name="image"), tf.TensorSpec([None, side, None, 3], tf.bool, name="mask")]
    signatures = {
        "mix": tf.function(mix, input_signature=specs),
        "size": tf.function(size, input_signature=[tf.TensorSpec([], tf.int64, name="count")]),
    }
    return saved(tf.Module(), signatures)


def saved(model, signatures):
    """What a SavedModel consists of: the bytes of each file by its name."""
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(model, folder, signatures=signatures)
        files = [path for path in Path(folder).rglob("*") if path.is_file()]
        return {path.relative_to(folder).as_posix(): np.frombuffer(path.read_bytes(), np.uint8) for path in files}
