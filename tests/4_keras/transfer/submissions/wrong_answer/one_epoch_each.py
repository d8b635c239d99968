"""Trains for one epoch each, with tiny steps. With 30 images that is two steps, and the head hardly leaves its initial weights.
"""
# says: "at least 85 % is required"

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
    base.trainable = True
    for layer in base.layers:
        layer.trainable = False
    for layer in counted[::-1][:n]:
        layer.trainable = True
    compiled(model, learning_rate)


def adapt(base, images, labels, classes):
    model = build_head(base, classes, 0.0005)
    model.fit(images, labels, batch_size=15, epochs=1, verbose=0)
    unfreeze(model, base, 1, 0.0001)
    model.fit(images, labels, batch_size=15, epochs=1, verbose=0)
    return model
