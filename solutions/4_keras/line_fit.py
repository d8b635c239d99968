"""Fit a line with Keras, with a validation set that is representative."""

from __future__ import annotations

import keras
import numpy as np

EPOCHS = 4
RATE = 0.4


def split(x: np.ndarray, y: np.ndarray, fraction: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Divide points at random; the last two of the four arrays are the fraction for validation."""
    order = np.random.default_rng(seed).permutation(len(x))
    aside = round(fraction * len(x))
    chosen, others = order[:aside], order[aside:]
    return x[others], y[others], x[chosen], y[chosen]


def build(rate: float) -> keras.Model:
    """Return the line 0 as a network of one dense layer, compiled for gradient descent on the mean squared error."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="mean_squared_error")
    return model


def fit_line(x: np.ndarray, y: np.ndarray, seed: int = 0) -> tuple[float, float, dict[str, list[float]]]:
    """Train a line on four fifths of the points, and return it in the original units, with its history."""
    keras.utils.set_random_seed(seed)
    x, y, x_aside, y_aside = split(x, y, 0.2, seed)
    mean, spread = x.mean(), x.std()
    model = build(RATE)
    model.run_eagerly = True  # tracing a graph would take longer than these few steps
    history = model.fit(
        column((x - mean) / spread),
        column(y),
        validation_data=(column((x_aside - mean) / spread), column(y_aside)),
        epochs=EPOCHS,
        batch_size=len(x),
        verbose=0,
    ).history
    kernel, bias = model.get_weights()
    w = float(kernel[0, 0]) / float(spread)
    return w, float(bias[0]) - w * float(mean), history


def rms_error(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    """Return the root of the mean squared error of the model on the points."""
    predictions = keras.ops.convert_to_numpy(model(column(x), training=False))[:, 0]
    return float(np.sqrt(np.mean((predictions - y) ** 2)))


def column(values: np.ndarray) -> np.ndarray:
    """The values as Keras wants them: float32, a row for each."""
    return np.asarray(values, np.float32).reshape(-1, 1)
