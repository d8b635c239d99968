"""What the suite of saved_model does in workers: it asks saved folders, and makes some of its own."""

import numpy as np
import tensorflow as tf


def ask(path, questions):
    """The outputs of signatures for inputs x, or what went wrong, in words: {"error": …}."""
    try:
        model = tf.saved_model.load(path)
    except Exception as error:  # noqa: BLE001 - whatever it is, the suite tells it to the student
        return [{"error": f"it cannot be loaded: {first_line(error)}"}]
    return [ask_one(model, signature, x) for signature, x in questions]


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


def promised(path, signature):
    """The shapes that a signature promises to take, None for any size."""
    function = tf.saved_model.load(path).signatures[signature]
    return {name: spec.shape.as_list() for name, spec in function.structured_input_signature[1].items()}


def changed(path, weights, biases, x):
    """The scores after the variables of the loaded model got other values, or what went wrong."""
    model = tf.saved_model.load(path)
    for name, value in (("W", weights), ("b", biases)):
        variable = getattr(model, name, None)
        if not hasattr(variable, "assign"):
            return {"error": f"the loaded model has no variable {name!r}"}
        variable.assign(value)
    return ask_one(model, "serving_default", x)


class Foreign(tf.Module):
    """A model with names that nobody expects."""

    def __init__(self, factors):
        super().__init__()
        self.factors = tf.Variable(np.asarray(factors, np.float32))

    def weighted(self, pixels):
        return {"weighted": pixels * self.factors, "total": tf.reduce_sum(pixels * self.factors, axis=1)}

    def ranks(self, features):
        return {"order": tf.argsort(features * self.factors, axis=1)}


def make(path, factors):
    """Save a foreign model with two signatures of one input each."""
    model, width = Foreign(factors), len(factors)
    signatures = {
        "serving_default": tf.function(model.weighted, input_signature=[tf.TensorSpec([None, width], tf.float32, name="pixels")]),
        "ranks": tf.function(model.ranks, input_signature=[tf.TensorSpec([None, width], tf.float32, name="features")]),
    }
    tf.saved_model.save(model, path, signatures=signatures)


def make_varied(path, side):
    """Save a model whose signatures differ in all that can be described."""
    model = tf.Module()

    def mix(image, mask):
        return {"masked": tf.where(mask, image, tf.zeros_like(image)), "any": tf.reduce_any(mask)}

    def size(count):
        return {"next": count + 1}

    specs = [tf.TensorSpec([None, side, None, 3], tf.uint8, name="image"), tf.TensorSpec([None, side, None, 3], tf.bool, name="mask")]
    signatures = {
        "mix": tf.function(mix, input_signature=specs),
        "size": tf.function(size, input_signature=[tf.TensorSpec([], tf.int64, name="count")]),
    }
    tf.saved_model.save(model, path, signatures=signatures)
