"""Trains on the images in the given order. Sorted by class, that means batches of zeros only, then of ones only. Each batch undoes the ones
before, and in the end the network predicts only a few classes. `fit` shuffles by default; leave that on.
"""
# says: "was it trained in that"

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
    return model.fit(prepare(images), labels, batch_size=32, epochs=4, shuffle=False, verbose=0).history


def predict_images(model, images):
    return np.asarray(model(prepare(images), training=False)).argmax(axis=1)
