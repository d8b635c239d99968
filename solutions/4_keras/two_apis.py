"""One network, written in Keras's two ways; then copied, looked into and saved."""

from __future__ import annotations

import keras
from keras import layers


def sequential(shape: tuple[int, int, int], filters: int, classes: int) -> keras.Sequential:
    """Return a new network as a list of layers: convolution, pooling, flattening, logits."""
    return keras.Sequential(
        [
            keras.Input(shape),
            layers.Conv2D(filters, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(classes),
        ]
    )


def functional(shape: tuple[int, int, int], filters: int, classes: int) -> keras.Model:
    """Return a new network with the same layers, in the functional form."""
    images = keras.Input(shape)
    features = layers.Conv2D(filters, 3, padding="same", activation="relu")(images)
    pooled = layers.MaxPooling2D(2)(features)
    logits = layers.Dense(classes)(layers.Flatten()(pooled))
    return keras.Model(images, logits)


def copy_weights(source: keras.Model, target: keras.Model) -> None:
    """Give the target the values of all weights of the source; if their shapes differ, nothing is changed."""
    values = source.get_weights()
    shapes = [value.shape for value in values], [weight.shape for weight in target.weights]
    if shapes[0] != shapes[1]:
        raise ValueError(f"the weights of source have the shapes {shapes[0]}, those of target {shapes[1]}")
    target.set_weights(values)


def with_features(model: keras.Model, name: str) -> keras.Model:
    """Return a model of the same layers with two outputs: those of the layer, and those of the model."""
    return keras.Model(model.inputs[0], [model.get_layer(name).output, model.outputs[0]])


def save_and_load(model: keras.Model, path: str) -> keras.Model:
    """Save the model, and return the one loaded from the file."""
    model.save(path)
    return keras.models.load_model(path)
