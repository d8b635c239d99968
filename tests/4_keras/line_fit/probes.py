"""What the suite of line_fit asks of models, and makes of them, inside the worker."""

import keras
import numpy as np


def ask(model, x):
    return model(x, training=False)


def steps(model, batches):
    """The outputs at x of each batch after each step of training on a batch, and whether there are other losses than the compiled one."""
    outputs = []
    for x, y in batches:
        model.train_on_batch(x, y)
        outputs.append(np.array(model(x, training=False)))
    return outputs


def loss_of(model, x, y):
    """The compiled loss on points, without training."""
    return float(np.ravel(model.test_on_batch(x, y))[0])


def line(w, b, dropout=0.0):
    """A model of a known line; with a dropout, which is at rest unless the model is trained."""
    dense = keras.layers.Dense(1)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dropout(dropout), dense])
    dense.set_weights([np.array([[w]], np.float32), np.array([b], np.float32)])
    return model
