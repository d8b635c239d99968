"""A plain trackable object, its functions as closures, and what was loaded kept by folder; results as NumPy arrays."""

import numpy as np
import tensorflow as tf


def export(W, b, directory):
    root = tf.train.Checkpoint()
    root.W, root.b = tf.Variable(W), tf.Variable(b)

    def logits_of(x):
        columns = []
        for c in range(W.shape[1]):
            columns.append(tf.reduce_sum(x * root.W[:, c], axis=1) + root.b[c])
        return tf.stack(columns, axis=1)

    def default(x):
        z = logits_of(x)
        powers = tf.exp(z - tf.reduce_max(z, axis=1, keepdims=True))
        return {"probabilities": powers / tf.reduce_sum(powers, axis=1, keepdims=True), "logits": z}

    def labels(x):
        p = default(x)["probabilities"]
        return {"confidence": tf.reduce_max(p, 1), "label": tf.cast(tf.argmax(p, 1), tf.int64)}

    rows = [tf.TensorSpec([None, len(W)], tf.float32, "x")]
    root.default = tf.function(default, input_signature=rows)
    root.labels = tf.function(labels, input_signature=rows)
    tf.saved_model.save(root, directory, signatures={"classify": root.labels, "serving_default": root.default})


kept = {}


def load(directory):
    if directory not in kept:
        kept[directory] = tf.saved_model.load(directory)
    return kept[directory]


def serve(directory, x, signature="serving_default"):
    available = dict(load(directory).signatures.items())
    if signature not in available:
        raise ValueError(f"{signature} is none of {list(available)}")
    rows = np.asarray(x, dtype=np.float32)
    rows = rows.reshape(1, -1) if rows.ndim == 1 else rows
    [(name, _)] = available[signature].structured_input_signature[1].items()
    return {key: value.numpy() for key, value in available[signature](**{name: tf.constant(rows)}).items()}


def describe(directory):
    told = {}
    for name in load(directory).signatures:
        function = load(directory).signatures[name]
        sides = {"inputs": {}, "outputs": {}}
        for key, spec in function.structured_input_signature[1].items():
            sides["inputs"][key] = spec.dtype.name, tuple(spec.shape)
        for key, spec in function.structured_outputs.items():
            sides["outputs"][key] = spec.dtype.name, tuple(spec.shape)
        told[name] = sides
    return told
