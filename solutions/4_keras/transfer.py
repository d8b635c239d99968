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
    model = build_head(base, classes)
    train_head(model.layers[-1], keras.ops.convert_to_numpy(base(images)), labels)
    unfreeze(model, base, 1)
    take_steps(model, images, labels, steps=2)
    return model


def train_head(head: keras.layers.Layer, features: np.ndarray, labels: np.ndarray) -> None:
    """Train the head on the features alone: a frozen base gives the same ones in every step, so they are computed once."""
    model = keras.Sequential([keras.Input(features.shape[1:]), head])
    compile_model(model, learning_rate=0.1)
    take_steps(model, features, labels, steps=15)


def take_steps(model: keras.Model, inputs: np.ndarray, labels: np.ndarray, steps: int) -> None:
    """Take a few steps on all inputs at once; eagerly, because tracing a graph would take longer than the steps."""
    model.run_eagerly = True
    for _ in range(steps):
        model.train_on_batch(inputs, labels)
