"""Concrete functions for signatures, positional calls, and shapes read from the protocol buffer of the folder."""

import os

import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2


class Model(tf.Module):
    def __init__(self, W, b):
        super().__init__(name="regression")
        self.b = tf.Variable(b, dtype=tf.float32)
        self.W = tf.Variable(W, dtype=tf.float32)

    @tf.function
    def __call__(self, x):
        return tf.nn.bias_add(tf.matmul(x, self.W), self.b)

    @tf.function
    def default(self, x):
        z = self(x)
        return dict(logits=z, probabilities=tf.exp(z - tf.reduce_logsumexp(z, axis=1, keepdims=True)))

    @tf.function
    def classify(self, x):
        p = self.default(x)["probabilities"]
        best = tf.argmax(p, axis=-1)
        return dict(label=best, confidence=tf.gather(p, best, axis=1, batch_dims=1))


def export(W, b, directory):
    model = Model(W, b)
    spec = tf.TensorSpec(shape=(None, W.shape[0]), dtype=tf.float32, name="x")
    names = {"serving_default": model.default, "classify": model.classify}
    tf.saved_model.save(model, directory, {name: f.get_concrete_function(spec) for name, f in names.items()})


def serve(directory, x, signature="serving_default"):
    loaded = tf.saved_model.load(directory)
    try:
        function = loaded.signatures[signature]
    except KeyError:
        raise ValueError("unknown signature " + signature) from None
    return function(tf.constant(np.atleast_2d(np.asarray(x, np.float32))))


def describe(directory):
    proto = saved_model_pb2.SavedModel()
    with open(os.path.join(directory, "saved_model.pb"), "rb") as file:
        proto.ParseFromString(file.read())

    def form(info):
        return [tf.as_dtype(info.dtype).name, [None if dim.size < 0 else dim.size for dim in info.tensor_shape.dim]]

    told = {}
    for name, definition in proto.meta_graphs[0].signature_def.items():
        if name.startswith("__"):
            continue
        told[name] = {
            "inputs": {key: form(info) for key, info in definition.inputs.items()},
            "outputs": {key: form(info) for key, info in definition.outputs.items()},
        }
    return told
