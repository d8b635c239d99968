"""Compiles again with the learning rate of the head. Large steps destroy what the base has learned.
"""
# says: "after unfreeze with learning_rate"

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
    compiled(model, float(model.optimizer.learning_rate))


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
