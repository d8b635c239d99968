"""Loads the model and compiles it again. The new optimizer has no state: its momentum is zero, so training takes other steps than the original
would. load_model compiles as the file says, with the state of the optimizer.
"""
# says: "a new optimizer takes another step"

from __future__ import annotations

import keras
from keras import layers


def sequential(shape: tuple[int, int, int], filters: int, classes: int) -> keras.Sequential:
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
    images = keras.Input(shape)
    features = layers.Conv2D(filters, 3, padding="same", activation="relu")(images)
    pooled = layers.MaxPooling2D(2)(features)
    logits = layers.Dense(classes)(layers.Flatten()(pooled))
    return keras.Model(images, logits)


def copy_weights(source: keras.Model, target: keras.Model) -> None:
    values = source.get_weights()
    shapes = [value.shape for value in values], [weight.shape for weight in target.weights]
    if shapes[0] != shapes[1]:
        raise ValueError(f"the weights of source have the shapes {shapes[0]}, those of target {shapes[1]}")
    target.set_weights(values)


def with_features(model: keras.Model, name: str) -> keras.Model:
    return keras.Model(model.inputs[0], [model.get_layer(name).output, model.outputs[0]])


def save_and_load(model: keras.Model, path: str) -> keras.Model:
    model.save(path)
    loaded = keras.models.load_model(path)
    loaded.compile(optimizer=keras.optimizers.SGD.from_config(model.optimizer.get_config()), loss=model.loss)
    return loaded
