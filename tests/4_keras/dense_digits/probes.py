"""What the suite of dense_digits asks of models, and makes of them, inside the worker."""

import keras
import numpy as np

#: For a few steps TensorFlow is faster without a graph; JAX is not, as it compiles each operation alone.
EAGER = keras.backend.backend() == "tensorflow"


def weight_shapes(model):
    model(np.zeros((1, 784), np.float32), training=False)  # without an Input, the weights appear at the first call
    return [list(value.shape) for value in model.get_weights()]


def weights(model):
    return [np.asarray(value) for value in model.get_weights()]


def outputs(model, values, rows):
    """What a network gives under other weights."""
    model.set_weights(values)
    return np.asarray(keras.ops.convert_to_numpy(model(rows, training=False)))


def told(error):
    """An exception in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]


def loss_of(model, targets, probabilities):
    """The compiled loss of given outputs, or why there is none."""
    try:
        tensors = [keras.ops.convert_to_tensor(values) for values in (targets, probabilities)]
        return float(model.compute_loss(x=None, y=tensors[0], y_pred=tensors[1]))
    except Exception as error:  # noqa: BLE001 - whatever it is, the suite tells it
        return told(error)


def metrics_of(model, targets, probabilities):
    """The compiled metrics of given outputs, or why there are none."""
    try:
        tensors = [keras.ops.convert_to_tensor(values) for values in (targets, probabilities)]
        model.reset_metrics()
        found = model.compute_metrics(x=None, y=tensors[0], y_pred=tensors[1])
    except Exception as error:  # noqa: BLE001 - as above
        return told(error)
    return {name: float(value) for name, value in found.items()}


def step(model, values, rows, targets):
    """The weights after one step of training, or why there is none."""
    model.set_weights(values)
    model.run_eagerly = EAGER
    try:
        model.train_on_batch(rows, targets)
    except Exception as error:  # noqa: BLE001 - as above
        return told(error)
    return weights(model)


def linear(kernel, bias, rate=0.0, dropout=0.0):
    """A network of one dense layer with softmax and known weights, compiled like those of the exercise, but with plain SGD."""
    dense = keras.layers.Dense(10, activation="softmax")
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dropout(dropout), dense])
    dense.set_weights([kernel, bias])
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="categorical_crossentropy", metrics=["accuracy"], run_eagerly=EAGER)
    return model
