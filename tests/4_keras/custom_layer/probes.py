"""What the suite of custom_layer asks of layers, and builds around them, inside the worker."""

import json

import keras
import numpy as np


def weights(layer):
    """All weights of a layer, as arrays."""
    return [np.asarray(value) for value in layer.get_weights()]


def built(layer, shape):
    """The shapes of all weights before and after `build`, and how many of them can be trained."""
    before = [list(value.shape) for value in layer.get_weights()]
    layer.build(tuple(shape))
    after = [list(value.shape) for value in layer.get_weights()]
    return {"before": before, "after": after, "trainable": len(layer.trainable_weights)}


def different(layers):
    """Whether these are as many layers as there are names for them."""
    return len({id(layer) for layer in layers}) == len(layers)


def called(layer, x):
    """What a layer gives, with the weights that it has."""
    return np.asarray(keras.ops.convert_to_numpy(layer(x)))


def called_with(layer, values, x):
    """What a layer gives with other weights, or why these cannot be set."""
    if not layer.built:
        layer(x)
    shapes = [list(value.shape) for value in layer.get_weights()]
    if shapes != [list(np.shape(value)) for value in values]:
        return {"shapes": shapes}
    layer.set_weights(values)
    return {"y": np.asarray(keras.ops.convert_to_numpy(layer(x)))}


def told(layer):
    """What a layer tells of itself: its class's registered name, name, trainable, dtype."""
    return {"name": layer.name, "trainable": layer.trainable, "dtype": layer.dtype_policy.name}


def config_text(layer):
    """The layer's configuration as JSON, or why there is none."""
    try:
        config = layer.get_config()
        return {"json": json.dumps(config), "class": type(config).__name__}
    except NotImplementedError:  # a part of the stub that is still to be written
        raise
    except Exception as error:  # noqa: BLE001 - the suite tells it to the student
        return {"error": first_line(error)}


def copied(layer):
    """A new layer out of the configuration of another one, or why there is none."""
    try:
        return {"layer": type(layer).from_config(layer.get_config())}
    except NotImplementedError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return {"error": first_line(error)}


def save_network(layer, values, path, *, sequential=False):
    """A network with the layer in the middle, its weights set, saved; without an Input if it is to be sequential."""
    channels = len(values[3])
    if sequential:
        model = keras.Sequential([layer, keras.layers.GlobalAveragePooling2D()])
        model(np.zeros((1, 3, 3, channels), np.float32))
    else:
        inputs = keras.Input((None, None, channels))
        y = symbolic(layer, inputs)
        if isinstance(y, dict):
            return y
        model = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(y))
    shapes = [list(value.shape) for value in layer.get_weights()]
    if shapes == [list(np.shape(value)) for value in values]:
        layer.set_weights(values)
    model.save(path)
    return {"shapes": shapes}


def symbolic(layer, inputs):
    """What a layer gives for inputs of which only the form is known, or why it cannot be told."""
    try:
        return layer(inputs)
    except Exception as error:
        if "task " in str(error):  # a part of the stub that is still to be written
            raise
        return {"error": first_line(error)}


def ask_saved(path, x):
    """What a saved network gives, or why it does not come back."""
    try:
        model = keras.saving.load_model(path, compile=False)
        return {"y": np.asarray(keras.ops.convert_to_numpy(model(x)))}
    except Exception as error:  # noqa: BLE001 - as above
        return {"error": first_line(error), "unknown": "Could not locate class" in str(error)}


def trained(layer, values, x, y):
    """The weights after a step of gradient descent of size 1 on the mean squared error, and how many can be trained."""
    inputs = keras.Input((None, None, x.shape[-1]))
    made = symbolic(layer, inputs)
    if isinstance(made, dict):
        return made
    model = keras.Model(inputs, made)
    shapes = [list(value.shape) for value in layer.get_weights()]
    if shapes != [list(np.shape(value)) for value in values]:
        return {"shapes": shapes}
    layer.set_weights(values)
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss="mse")
    if layer.trainable_weights:
        try:
            model.train_on_batch(x, y)
        except ValueError as error:
            if "No gradients" not in str(error):  # TensorFlow's way to say that nothing moves
                raise
    return {"weights": weights(layer), "trainable": len(layer.trainable_weights)}


def first_line(error):
    return f"{type(error).__name__}: {' '.join(str(error).split())[:220]}"
