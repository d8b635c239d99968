"""Begins the slice at len(counted) - n. With one layer more than there are, that is -1, and Python counts it from the end: one layer is free
instead of all. Ask the slice for the numbers around the length of the list, not only for those far above it.
"""
# says: "After a step of training and unfreeze(4), a step of training moves full_3 of the base"

import keras



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
    for layer in base.layers:
        layer.trainable = False
    for layer in counted[len(counted) - n :]:
        layer.trainable = True
    compiled(model, learning_rate)


def adapt(base, images, labels, classes):
    model = build_head(base, classes)
    model.fit(images, labels, batch_size=15, epochs=20, verbose=0)
    unfreeze(model, base, 1)
    model.fit(images, labels, batch_size=15, epochs=10, verbose=0)
    return model
