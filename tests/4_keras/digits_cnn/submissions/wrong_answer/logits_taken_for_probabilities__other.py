"""Creates the loss without arguments, so it takes the outputs of the network for probabilities. Yours are logits: they may be
negative and do not add up to 1. The loss has a parameter for that.
"""
# says: "That is the loss if the logits are taken for probabilities"

from __future__ import annotations

import keras
import numpy as np
from keras import layers


def prepare(images):
    return (np.asarray(images, np.float32) / 16).reshape(-1, 8, 8, 1)


def build(seed=0):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy()
    model.compile(optimizer=keras.optimizers.Adam(0.02), loss=loss, metrics=["accuracy"])
    return model


def train(model, images, labels):
    return model.fit(prepare(images), labels, batch_size=32, epochs=4, verbose=0).history


def predict_images(model, images):
    return np.asarray(model(prepare(images), training=False)).argmax(axis=1)
