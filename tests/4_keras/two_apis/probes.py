"""What the suite of two_apis asks of models, and makes of them, inside the worker."""

import json
import warnings
import zipfile

import keras
import numpy as np
from keras import layers


def weight_shapes(model):
    return [tuple(weight.shape) for weight in model.get_weights()]


def call(model, x):
    """What a model gives. One array will do, also for a model that was made of a list of one input; Keras warns of it, which is not the student's business."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The structure of `inputs` doesn't match")
        return model(x, training=False)


def set_and_ask(model, weights, x):
    """The outputs of a model with these weights."""
    model.set_weights(weights)
    return call(model, x)


def ask(model, x):
    """The outputs of a model; several as a list."""
    outputs = call(model, x)
    return list(outputs) if isinstance(outputs, list | tuple) else outputs


def weights(model):
    return model.get_weights()


def set_weights(model, values):
    model.set_weights(values)


def save(model, path):
    model.save(path)


def class_of_saved(path):
    """The class that a saved file names, and whether it is one of Keras's own."""
    with zipfile.ZipFile(path) as file:
        config = json.loads(file.read("config.json"))
    return {"class": str(config["class_name"]), "of_keras": str(config.get("module")).partition(".")[0] == "keras"}


def outputs_of_saved(path, x):
    """What the model in a file gives, where Keras alone can load it; or what went wrong, in words."""
    try:
        return {"outputs": call(keras.models.load_model(path), x)}
    except Exception as error:  # noqa: BLE001 - whatever it is, the suite tells it to the student
        return {"error": f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"}


def chain(width, hidden, outputs, prefix):
    """The layers of a small network with a batch normalisation, whose statistics are weights that are not trained.

    All begin with zeros, since other values are set; some backends would compile the drawing of random ones.
    """
    return [
        layers.Dense(hidden, activation="tanh", kernel_initializer="zeros", name=f"{prefix}_hidden"),
        layers.BatchNormalization(name=f"{prefix}_norm"),
        layers.Dense(outputs, kernel_initializer="zeros", name=f"{prefix}_scores"),
    ], keras.Input((width,))


def sequential_chain(width, hidden, outputs, values=None):
    """A Sequential of three layers."""
    stack, inputs = chain(width, hidden, outputs, "s")
    return filled(keras.Sequential([inputs, *stack]), values)


def functional_chain(width, hidden, outputs, values=None):
    """The same network in the functional way, its layers with other names."""
    stack, inputs = chain(width, hidden, outputs, "f")
    x = inputs
    for layer in stack:
        x = layer(x)
    return filled(keras.Model(inputs, x), values)


def plain(width, outputs):
    """A model of one layer."""
    return keras.Sequential([keras.Input((width,)), layers.Dense(outputs, kernel_initializer="zeros")])


def filled(model, values):
    if values is not None:
        model.set_weights(values)
    return model


def in_training(values, x, y):
    """A compiled model that has taken a step with momentum, which its next step depends on."""
    hidden = layers.Dense(4, activation="tanh", kernel_initializer="zeros")
    model = keras.Sequential([keras.Input((x.shape[1],)), hidden, layers.Dense(1, kernel_initializer="zeros")])
    model.set_weights(values)
    model.compile(optimizer=keras.optimizers.SGD(0.05, momentum=0.9), loss="mean_squared_error")
    model.train_on_batch(x, y)
    return model


def train_on(model, x, y):
    """The loss of a next step, and the outputs after it."""
    model.reset_metrics()  # what train_on_batch returns is a running mean in older versions
    loss = float(np.ravel(model.train_on_batch(x, y))[0])
    return {"loss": loss, "outputs": np.array(model(x, training=False))}


def is_compiled(model):
    return bool(getattr(model, "compiled", False))
