"""Passes the metrics to compile as the third positional argument, as old examples do. In Keras 3 the third one is loss_weights, so the word
"accuracy" becomes a factor of the loss, and the first training step fails with a message about a string. Pass everything but the
optimizer by name.
"""
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
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.02), loss, ["accuracy"])
    return model


def train(model, images, labels):
    return model.fit(prepare(images), labels, batch_size=32, epochs=4, verbose=0).history


def predict_images(model, images):
    return np.asarray(model(prepare(images), training=False)).argmax(axis=1)
