"""Freezes the layers that have kernels, and forgets batch normalization. It goes on learning gamma and beta, and the
running mean and variance follow every batch: the base gives other features after each step.
"""
# says: "running mean"

import keras



def compiled(model, rate):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
    return model


def build_head(base, classes, learning_rate=0.01):
    for layer in base.layers:
        layer.trainable = isinstance(layer, keras.layers.BatchNormalization)
    inputs = keras.Input(base.input_shape[1:])
    outputs = keras.layers.Dense(classes)(base(inputs))
    return compiled(keras.Model(inputs, outputs), learning_rate)


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
