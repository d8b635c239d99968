"""Trains with train_on_batch, on batches that it shuffles itself; tunes two layers."""

import keras
import numpy as np


def compiled(model, rate):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
    return model


def build_head(base, classes, learning_rate=0.01):
    base.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    outputs = keras.layers.Dense(classes)(base(inputs, training=False))
    return compiled(keras.Model(inputs, outputs), learning_rate)


def unfreeze(model, base, n, learning_rate=0.001):
    counted = [layer for layer in base.layers if layer.weights and "norm" not in type(layer).__name__.lower()]
    base.trainable = True
    for layer in base.layers:
        layer.trainable = False
    for layer in counted[::-1][:n]:
        layer.trainable = True
    compiled(model, learning_rate)


def adapt(base, images, labels, classes):
    model, rng = build_head(base, classes, 0.02), np.random.default_rng(0)
    for steps, freed in ((25, 0), (5, 2)):
        if freed:
            unfreeze(model, base, freed)
        for _ in range(steps):
            chosen = rng.permutation(len(labels))[:20]
            model.train_on_batch(np.ascontiguousarray(images[chosen]), np.asarray(labels)[chosen])
    return model
