"""Writes the model as a class derived from keras.Model. It trains well, but the saved file only has the name of a class that no other program
knows. A functional model is saved with all its layers.
"""
# says: "The adapted model cannot be saved"

import keras
import numpy as np


class Adapted(keras.Model):
    def __init__(self, base, classes):
        super().__init__()
        self.base, self.head = base, keras.layers.Dense(classes)

    def call(self, images):
        return self.head(self.base(images))


def compiled(model, rate):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
    return model


def build_head(base, classes, learning_rate=0.01):
    base.trainable = False
    model = Adapted(base, classes)
    model(np.zeros((1, *base.input_shape[1:]), np.float32))
    return compiled(model, learning_rate)


def unfreeze(model, base, n, learning_rate=0.001):
    counted = [layer for layer in base.layers if layer.weights and "norm" not in type(layer).__name__.lower()]
    base.trainable = True
    for layer in base.layers:
        layer.trainable = False
    for layer in counted[::-1][:n]:
        layer.trainable = True
    compiled(model, learning_rate)


def adapt(base, images, labels, classes):
    model = build_head(base, classes, 0.02)
    model.run_eagerly = True
    for _ in range(20):
        model.train_on_batch(images, labels)
    unfreeze(model, base, 1)
    model.run_eagerly = True
    for _ in range(4):
        model.train_on_batch(images, labels)
    return model
