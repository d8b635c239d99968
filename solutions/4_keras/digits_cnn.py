"""Classify handwritten digits with a small convolutional network."""

from __future__ import annotations

import keras
import numpy as np
from keras import layers

SIDE = 8
BRIGHTEST = 16
CLASSES = 10


def prepare(images: np.ndarray) -> np.ndarray:
    """Bring uint8 images, (N, 8, 8) or (8, 8), from 0..16 to float32 in [0, 1] of shape (N, 8, 8, 1)."""
    scaled = np.asarray(images, np.float32) / BRIGHTEST
    return scaled.reshape(-1, SIDE, SIDE, 1)


def build(seed: int = 0) -> keras.Model:
    """Return a new, compiled network: (N, 8, 8, 1) in, ten logits out, its weights decided by the seed."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 1)),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(CLASSES),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(0.02),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


def train(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> dict[str, list[float]]:
    """Train the model in place on uint8 images, and return its loss and accuracy, epoch by epoch."""
    return model.fit(prepare(images), labels, epochs=4, batch_size=64, verbose=0).history


def predict_images(model: keras.Model, images: np.ndarray) -> np.ndarray:
    """Return the class of the highest score for each of the uint8 images, (N, 8, 8) or (8, 8)."""
    scores = model(prepare(images), training=False)  # one batch: no need for predict, which compiles a graph for each model
    return np.argmax(keras.ops.convert_to_numpy(scores), axis=1)
