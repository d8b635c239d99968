"""What the suite of two_apis asks of models, and makes of them, inside the worker."""

import keras
import numpy as np
from keras import layers


def weight_shapes(model):
    return [tuple(weight.shape) for weight in model.get_weights()]


def set_and_ask(model, weights, x):
    """The outputs of a model with these weights."""
    model.set_weights(weights)
    return model(x, training=False)


def ask(model, x):
    """The outputs of a model; several as a list."""
    outputs = model(x, training=False)
    return list(outputs) if isinstance(outputs, list | tuple) else outputs


def weights(model):
    return model.get_weights()


def set_weights(model, values):
    model.set_weights(values)


def save(model, path):
    model.save(path)


def about_saved(path, x=None):
    """What Keras alone finds in a file: the class of the model and, if x is given, its outputs; or what went wrong, in words."""
    try:
        model = keras.models.load_model(path)
        return {"class": type(model).__name__, "outputs": None if x is None else model(x, training=False)}
    except Exception as error:  # noqa: BLE001 - whatever it is, the suite tells it to the student
        return {"error": f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"}


def chain(width, hidden, outputs, prefix):
    """The layers of a small network with a batch normalisation, whose statistics are weights that are not trained."""
    return [
        layers.Dense(hidden, activation="tanh", name=f"{prefix}_hidden"),
        layers.BatchNormalization(name=f"{prefix}_norm"),
        layers.Dense(outputs, name=f"{prefix}_scores"),
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
    return keras.Sequential([keras.Input((width,)), layers.Dense(outputs)])


def filled(model, values):
    if values is not None:
        model.set_weights(values)
    return model


def in_training(values, x, y):
    """A compiled model that has taken a step with momentum, which its next step depends on."""
    model = keras.Sequential([keras.Input((x.shape[1],)), layers.Dense(4, activation="tanh"), layers.Dense(1)])
    model.set_weights(values)
    model.compile(optimizer=keras.optimizers.SGD(0.05, momentum=0.9), loss="mean_squared_error")
    model.train_on_batch(x, y)
    return model


def train_on(model, x, y):
    """The loss of a next step, and the outputs after it."""
    loss = float(np.ravel(model.train_on_batch(x, y))[0])
    return {"loss": loss, "outputs": np.array(model(x, training=False))}


def is_compiled(model):
    return bool(getattr(model, "compiled", False))
