"""Trains on images divided by 16, but predicts on images divided by 255. If two functions scale images, they will differ sooner or
later, and nothing raises when they do. Call prepare in predict_images.
"""
# says: "divided by 255 instead of 16: does predict_images use prepare?"

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
    model.compile(optimizer=keras.optimizers.Adam(0.02), loss=loss, metrics=["accuracy"])
    return model


def train(model, images, labels):
    return model.fit(prepare(images), labels, batch_size=32, epochs=4, verbose=0).history


def predict_images(model, images):
    images = np.reshape(images, (-1, 8, 8, 1)) / 255.0
    return np.argmax(model(images.astype("float32")), axis=-1)
