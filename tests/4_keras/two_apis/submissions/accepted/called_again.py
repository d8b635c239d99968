"""The features by calling the model's own layers on a new input; a copy that is put back if it does not fit."""

import keras
from keras import layers, ops


def stack(filters, classes):
    yield layers.Conv2D(filters, (3, 3), (1, 1), "same", activation=ops.relu)
    yield layers.MaxPooling2D((2, 2))
    yield layers.Flatten()
    yield layers.Dense(classes)


def sequential(shape, filters, classes):
    return keras.Sequential([layers.Input(shape), *stack(filters, classes)])


def functional(shape, filters, classes):
    images = keras.Input(shape=tuple(shape), dtype="float32")
    convolve, pool, flatten, score = stack(filters, classes)
    return keras.Model(inputs=[images], outputs=score(flatten(pool(convolve(images)))))


def copy_weights(source, target):
    before = target.get_weights()
    try:
        target.set_weights(source.get_weights())
    except ValueError:
        target.set_weights(before)
        raise


def with_features(model, name):
    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ValueError(f"{name!r} is none of {names}")
    inputs = x = keras.Input(model.input_shape[1:])
    for layer in model.layers:
        if not isinstance(layer, layers.InputLayer):
            x = layer(x)
        if layer.name == name:
            features = x
    return keras.Model(inputs, [features, x])


def save_and_load(model, path):
    model.save(path)
    return keras.models.load_model(path, safe_mode=True)
