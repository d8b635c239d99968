"""The functional network out of the layers of a sequential one, the pooling written with keras.ops; a file in between."""

import os
import tempfile

import keras
import numpy as np


def sequential(shape, filters, classes):
    x = keras.Input(shape)
    hidden = [
        keras.layers.ZeroPadding2D(1),
        keras.layers.Conv2D(filters, 3, activation="relu"),
        keras.layers.MaxPooling2D(2, padding="valid"),
        keras.layers.Flatten(),
    ]
    return keras.Sequential([x] + hidden + [keras.layers.Dense(classes)])


def functional(shape, filters, classes):
    stack = sequential(shape, filters, classes)
    return keras.Model(stack.inputs, stack.outputs)


def copy_weights(source, target):
    new, old = source.get_weights(), target.get_weights()
    if len(new) != len(old) or any(np.shape(a) != np.shape(b) for a, b in zip(new, old)):
        raise ValueError("these models do not have the same weights")
    with tempfile.TemporaryDirectory() as folder:
        place = os.path.join(folder, "weights.npz")
        np.savez(place, *new)
        with np.load(place) as data:
            target.set_weights([data[name] for name in data.files])


def with_features(model, name):
    outputs = [model.get_layer(name).output]
    outputs += model.outputs
    return keras.Model(model.inputs[0], outputs)


def save_and_load(model, path):
    model.save(str(path))
    model = None
    return keras.saving.load_model(str(path))
