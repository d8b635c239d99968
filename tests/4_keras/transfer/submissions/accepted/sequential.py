"""Stacks base and head in a Sequential, and freezes layer by layer: batch normalization that is not trainable rests by
itself. The head begins at zero, and the model has no metric.
"""

import keras



def compiled(model, rate):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss)
    return model


def build_head(base, classes, learning_rate=0.01):
    for layer in base.layers:
        layer.trainable = False
    model = keras.Sequential([keras.Input(base.input_shape[1:]), base, keras.layers.Dense(classes, kernel_initializer="zeros")])
    return compiled(model, learning_rate)


def unfreeze(model, base, n, learning_rate=0.001):
    for layer in reversed(base.layers):
        counts = bool(layer.weights) and not isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = counts and n > 0
        n -= counts
    compiled(model, learning_rate)


def adapt(base, images, labels, classes):
    model = build_head(base, classes, 0.02)
    model.fit(images, labels, batch_size=10, epochs=8, verbose=0)
    unfreeze(model, base, 1)
    model.fit(images, labels, batch_size=10, epochs=2, verbose=0)
    return model
