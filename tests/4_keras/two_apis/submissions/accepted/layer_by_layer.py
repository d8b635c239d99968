"""Layers added one at a time, activations as layers of their own, weights assigned one by one."""

import keras


def sequential(shape, filters, classes):
    model = keras.models.Sequential(name="stack")
    model.add(keras.layers.InputLayer(shape=shape))
    model.add(keras.layers.Conv2D(filters=filters, kernel_size=(3, 3), padding="same"))
    model.add(keras.layers.ReLU())
    model.add(keras.layers.MaxPool2D())
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(classes, activation="linear"))
    return model


def functional(shape, filters, classes):
    inputs = x = keras.layers.Input(shape=shape)
    for layer in (
        keras.layers.Conv2D(filters, 3, padding="same", name="look"),
        keras.layers.Activation("relu"),
        keras.layers.MaxPooling2D(pool_size=(2, 2), strides=2),
        keras.layers.Reshape((-1,)),
        keras.layers.Dense(classes, name="scores"),
    ):
        x = layer(x)
    return keras.models.Model(inputs=inputs, outputs=x, name="graph")


def copy_weights(source, target):
    pairs = list(zip(source.weights, target.weights, strict=True))
    for ours, theirs in pairs:
        if tuple(ours.shape) != tuple(theirs.shape):
            raise ValueError(f"{ours.path} does not fit {theirs.path}")
    for ours, theirs in pairs:
        theirs.assign(ours)


def with_features(model, name):
    for layer in model.layers:
        if layer.name == name:
            return keras.Model(inputs=model.inputs, outputs=(layer.output, *model.outputs))
    raise ValueError(name)


def save_and_load(model, path):
    keras.saving.save_model(model, path, overwrite=True)
    return keras.saving.load_model(path, compile=True)
