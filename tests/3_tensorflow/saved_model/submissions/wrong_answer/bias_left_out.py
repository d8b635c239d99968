"""Leaves out the biases: the scores are x @ W. They are saved, but no function uses them."""
# says: "The biases are missing"

import tensorflow as tf


def export(W, b, directory):
    model = tf.Module()
    model.W = tf.Variable(W)
    model.b = tf.Variable(b)
    rows = tf.TensorSpec([None, W.shape[0]], tf.float32, name="x")

    @tf.function(input_signature=[rows])
    def scores(x):
        logits = tf.matmul(x, model.W)
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
