"""Sets the last fifth of the images aside with validation_split, before anything is shuffled. When they come sorted
by class, those are all the eights and nines, and the network never sees one. Use all the images for training, or
shuffle images and labels together before you split.
"""
# says: "never says 8 or 9"

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
            layers.Conv2D(32, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss=loss, metrics=["accuracy"])
    return model


def train(model, images, labels):
    return model.fit(prepare(images), labels, batch_size=64, epochs=8, validation_split=0.2, verbose=0).history


def predict_images(model, images):
    return model.predict(prepare(images), verbose=0).argmax(axis=1)
