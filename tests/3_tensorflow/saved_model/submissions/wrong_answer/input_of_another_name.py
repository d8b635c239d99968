"""Gives the input another name than "x". A signature is called with the names of its inputs, so the name is part of
the interface.
"""
# says: "its inputs are {'data'"

import tensorflow as tf


def export(W, b, directory):
    model = tf.Module()
    model.W = tf.Variable(W)
    model.b = tf.Variable(b)
    rows = tf.TensorSpec([None, W.shape[0]], tf.float32, name="data")

    @tf.function(input_signature=[rows])
    def scores(x):
        logits = tf.matmul(x, model.W) + model.b
        return {"logits": logits, "probabilities": tf.nn.softmax(logits)}

    @tf.function(input_signature=[rows])
    def classify(x):
        probabilities = scores(x)["probabilities"]
        return {"label": tf.argmax(probabilities, axis=1), "confidence": tf.reduce_max(probabilities, axis=1)}

    tf.saved_model.save(model, directory, signatures={"serving_default": scores, "classify": classify})


def serve(directory, x, signature="serving_default"):
    signatures = tf.saved_model.load(directory).signatures
    if signature not in signatures:
        raise ValueError(signature)
    function = signatures[signature]
    name = list(function.structured_input_signature[1])[0]
    x = tf.cast(x, tf.float32)
    if len(x.shape) == 1:
        x = x[tf.newaxis]
    return function(**{name: x})


def describe(directory):
    result = {}
    for name, function in tf.saved_model.load(directory).signatures.items():
        inputs, outputs = function.structured_input_signature[1], function.structured_outputs
        result[name] = {
            "inputs": {key: (spec.dtype.name, spec.shape.as_list()) for key, spec in inputs.items()},
            "outputs": {key: (spec.dtype.name, spec.shape.as_list()) for key, spec in outputs.items()},
        }
    return result
