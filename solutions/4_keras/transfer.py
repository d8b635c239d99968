"""Transfer learning: a frozen base with a new head, and the end of the base unfrozen."""

from __future__ import annotations

import keras
import numpy as np


def build_head(base: keras.Model, classes: int, learning_rate: float = 0.01) -> keras.Model:
    """Return a compiled model: the frozen base, and on it one new dense layer of logits."""
    base.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    model = keras.Model(inputs, keras.layers.Dense(classes)(base(inputs)))
    compile_model(model, learning_rate)
    return model


def compile_model(model: keras.Model, learning_rate: float) -> None:
    """Compile for integer labels: only now does a model take note of what is trainable."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=loss)


def unfreeze(model: keras.Model, base: keras.Model, n: int, learning_rate: float = 0.001) -> None:
    """Make the last n layers of the base that have weights trainable, batch normalization aside, and compile again."""
    counted = [layer for layer in base.layers if layer.weights and not isinstance(layer, keras.layers.BatchNormalization)]
    chosen = counted[max(0, len(counted) - n) :]
    base.trainable = True  # of the base itself, and of all its layers; a frozen base reports no trainable weights
    for layer in base.layers:
        layer.trainable = layer in chosen
    compile_model(model, learning_rate)


def adapt(base: keras.Model, images: np.ndarray, labels: np.ndarray, classes: int) -> keras.Model:
    """Train a new head on the base, then fine-tune its last layer, and return the model."""
    model = build_head(base, classes, learning_rate=0.02)
    fit(model, images, labels, steps=10)
    unfreeze(model, base, 1)
    fit(model, images, labels, steps=4)
    return model


def fit(model: keras.Model, images: np.ndarray, labels: np.ndarray, steps: int) -> None:
    """Take a few steps on all images at once: tracing a graph would take longer than the steps."""
    model.run_eagerly = True
    model.fit(images, labels, batch_size=len(images), epochs=steps, verbose=0)
