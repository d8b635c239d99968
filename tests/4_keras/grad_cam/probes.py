"""What the suite of grad_cam makes and asks inside the worker: networks of known weights."""

import keras
import numpy as np
from keras import layers

SIZE = (24, 32)


def colour_network(weights, *, sequential=False, size=SIZE):
    """Four colour maps at the places of a grid, their means, and a linear score for each class; dropout before the grid and behind it."""
    stack = [
        layers.Conv2D(4, 1, activation="relu", name="colours"),
        layers.Dropout(0.99, name="rest_before"),
        layers.AveragePooling2D(4, name="places"),
        layers.Dropout(0.99, name="rest"),
        layers.GlobalAveragePooling2D(name="means"),
        layers.Dense(3, name="logits"),
    ]
    return network(stack, weights, sequential=sequential, size=size)


def bent_network(weights):
    """The same maps, and behind them a layer that bends, so that every place has a gradient of its own."""
    stack = [
        layers.Conv2D(4, 1, activation="relu", name="colours"),
        layers.AveragePooling2D(4, name="places"),
        layers.Flatten(name="row"),
        layers.Dense(6, activation="tanh", name="bend"),
        layers.Dense(3, name="logits"),
    ]
    return network(stack, weights)


def branched_network(weights):
    """The same maps; behind them two ways that meet again: straight on, and through a convolution."""
    inputs = keras.Input((*SIZE, 3), name="image")
    x = layers.Conv2D(4, 1, activation="relu", name="colours")(inputs)
    maps = layers.AveragePooling2D(4, name="places")(x)
    aside = layers.Conv2D(4, 1, activation="relu", name="aside")(maps)
    x = layers.GlobalAveragePooling2D(name="means")(maps + aside)
    model = keras.Model(inputs, layers.Dense(3, name="logits")(x))
    model.set_weights(weights)
    return model


def network(stack, weights, *, sequential=False, size=SIZE):
    inputs = keras.Input((*size, 3), name="image")
    if sequential:
        model = keras.Sequential([inputs, *stack])
    else:
        x = inputs
        for layer in stack:
            x = layer(x)
        model = keras.Model(inputs, x)
    model.set_weights(weights)
    return model


def shared(model, parts):
    """Whether all weights of the parts are weights of the model itself, no copies."""
    whole = {id(value) for value in model.weights}
    return all(id(value) in whole for part in parts for value in part.weights)


def call(model, x):
    return np.asarray(keras.ops.convert_to_numpy(model(x)))
