"""Shuffles images and labels with two different permutations, so nearly every image is trained with the label of another one. The network
can only memorise, and accuracy on new digits stays near chance. Use one permutation for both, or leave it to `fit`, which shuffles.
"""
# says: "do images and labels still belong to each other"

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
    rng = np.random.default_rng(0)
    x, y = rng.permutation(prepare(images)), rng.permutation(labels)
    return model.fit(x, y, batch_size=32, epochs=4, verbose=0).history


def predict_images(model, images):
    return np.asarray(model(prepare(images), training=False)).argmax(axis=1)
