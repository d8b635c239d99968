"""Adds noise to the images in training by a layer of its own. The saved network names the class of each layer, and Keras finds
its own classes again, but not one that exists only in this file. (Keras has such a layer: `keras.layers.GaussianNoise`.)
"""
# says: "not one of Keras's own: Noise"

from __future__ import annotations

import keras
import numpy as np
from keras import layers


class Noise(layers.Layer):
    def call(self, images, training=False):
        return images + keras.random.normal(keras.ops.shape(images), stddev=0.02) if training else images


def prepare(images):
    return (np.asarray(images, np.float32) / 16).reshape(-1, 8, 8, 1)


def build(seed=0):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            Noise(),
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
    return np.asarray(model(prepare(images), training=False)).argmax(axis=1)
