"""What the suite of transfer makes and asks inside the worker: bases, steps of training, saved models."""

import keras
import numpy as np
from keras import layers


def small_base(weights):
    """A base of three layers that count, two batch normalizations, and layers without weights, with these weights."""
    inputs = keras.Input((4, 5, 2))
    x = layers.Conv2D(3, 3, name="conv_1")(inputs)
    x = layers.BatchNormalization(momentum=0.5, name="norm_1")(x)
    x = layers.ReLU(name="relu_1")(x)
    x = layers.Conv2D(4, 1, use_bias=False, name="conv_2")(x)
    x = layers.BatchNormalization(momentum=0.5, name="norm_2")(x)
    x = layers.ReLU(name="relu_2")(x)
    x = layers.Flatten(name="flat")(x)
    x = layers.Dense(5, name="full_3")(x)
    base = keras.Model(inputs, layers.ReLU(name="relu_3")(x), name="small_base")
    base.set_weights(weights)
    return base


def photo_base(weights):
    """The network of fixtures/recipes/photo_base.py."""
    inputs = keras.Input((48, 48, 3), name="photograph")
    x = layers.Rescaling(1 / 128, -127 / 128, name="scaled")(inputs)
    x = convolution(x, layers.Conv2D(32, 3, 2, "same", use_bias=False, name="stem"))
    x = inverted_residual(x, 1, expanded=0, channels=16, stride=1)
    x = inverted_residual(x, 2, expanded=96, channels=24, stride=2)
    x = inverted_residual(x, 3, expanded=144, channels=24, stride=1)
    x = inverted_residual(x, 4, expanded=144, channels=40, stride=2, size=5)
    x = inverted_residual(x, 5, expanded=240, channels=40, stride=1, size=5)
    base = keras.Model(inputs, layers.GlobalAveragePooling2D(name="features")(x), name="base")
    base.set_weights(weights)
    return base


def convolution(x, layer, *, activated=True):
    x = layers.BatchNormalization(epsilon=1e-3, name=f"{layer.name}_norm")(layer(x))
    return layers.ReLU(6, name=f"{layer.name}_relu")(x) if activated else x


def inverted_residual(x, number, *, expanded, channels, stride, size=3):
    """Expand, filter each channel, project; the input is added where the shape has stayed."""
    before, name = x, f"block_{number}"
    if expanded:
        x = convolution(x, layers.Conv2D(expanded, 1, use_bias=False, name=f"{name}_expand"))
    x = convolution(x, layers.DepthwiseConv2D(size, stride, "same", use_bias=False, name=f"{name}_depthwise"))
    x = convolution(x, layers.Conv2D(channels, 1, use_bias=False, name=f"{name}_project"), activated=False)
    return layers.Add(name=f"{name}_sum")([x, before]) if x.shape == before.shape else x


def predict(model, x):
    return array(model(x, training=False))


def array(value):
    return np.asarray(keras.ops.convert_to_numpy(value))


def give_head(model, base, kernel, bias):
    """Whether the base is a part of the model; then the head, if it is one dense layer, gets these weights."""
    model(np.zeros((1, 4, 5, 2), np.float32))
    inside, of_model = {id(value) for value in base.weights}, {id(value) for value in model.weights}
    if not inside <= of_model:
        return False
    head = [value for value in model.weights if id(value) not in inside]
    if sorted(tuple(value.shape) for value in head) == [(3,), (5, 3)]:
        for value in head:
            value.assign(kernel if len(value.shape) == 2 else bias)
    return True


def weights_of(base):
    """All weights of a base, layer by layer: the trained ones and the running ones."""
    return {layer.name: [array(value) for value in layer.weights] for layer in base.layers if layer.weights}


def trainable_of(base):
    """The names of the layers of which the base reports trainable weights."""
    reported = {id(value) for value in base.trainable_weights}
    return [layer.name for layer in base.layers if any(id(value) in reported for value in layer.weights)]


def step(model, base, x, y, eagerly):
    """One step of training: its loss, and all weights before and after, of the base and of the head.

    ``eagerly``: without making a graph where there is none since the model was compiled; making one takes TensorFlow longer than all
    the rest. A graph that is there is used all the same.
    """
    if eagerly and keras.backend.backend() == "tensorflow":
        model.run_eagerly = True
    before, head_before = weights_of(base), head(model, base)
    logits = predict(model, x)
    try:
        model.reset_metrics()  # Keras 3.0 goes on with the mean of the steps before
        loss = float(model.train_on_batch(x, y, return_dict=True)["loss"])
    except Exception as error:  # noqa: BLE001 - the suite tells it to the student
        return {"error": first_words(error)}
    return {
        "loss": loss,
        "logits": logits,
        "before": before,
        "after": weights_of(base),
        "head_before": head_before,
        "head_after": head(model, base),
    }


def head(model, base):
    """The weights of a model that are none of its base's."""
    inside = {id(value) for value in base.weights}
    return [array(value) for value in model.weights if id(value) not in inside]


def save(model, path):
    """None, or why the model cannot be saved."""
    try:
        model.save(path)
    except Exception as error:  # noqa: BLE001 - as above
        return first_words(error)
    return None


def predict_saved(path, x):
    """The logits of a saved model, or why it cannot be loaded."""
    try:
        model = keras.models.load_model(path, compile=False)
    except Exception as error:  # noqa: BLE001 - as above
        return {"error": first_words(error)}
    return {"logits": array(model(x, training=False))}


def first_words(error):
    return f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"
