"""Writes the model as a class derived from keras.Model. It trains well, but its file holds the name of a class that only this program
knows, and Keras cannot tell how to make it again out of a base. A functional model is saved with all its layers.
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
    for layer in base.layers:
        layer.trainable = False
    for layer in counted[::-1][:n]:
        layer.trainable = True
    compiled(model, learning_rate)


def adapt(base, images, labels, classes):
    model = build_head(base, classes)
    model.fit(images, labels, batch_size=15, epochs=20, verbose=0)
    unfreeze(model, base, 1)
    model.fit(images, labels, batch_size=15, epochs=10, verbose=0)
    return model
