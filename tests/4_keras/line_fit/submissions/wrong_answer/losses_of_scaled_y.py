"""Scales y as well, undoes that for the line, but returns the losses of scaled y. Multiply them by the square of the scale, or they cannot be
compared with any error in the units of y.
"""
# says: "in the units of the given y"

from __future__ import annotations

import keras
import numpy as np

EPOCHS = 4
RATE = 0.4


def split(x: np.ndarray, y: np.ndarray, fraction: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    order = np.random.default_rng(seed).permutation(len(x))
    aside = round(fraction * len(x))
    chosen, others = order[:aside], order[aside:]
    return x[others], y[others], x[chosen], y[chosen]


def build(rate: float) -> keras.Model:
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="mean_squared_error")
    return model


def fit_line(x: np.ndarray, y: np.ndarray, seed: int = 0) -> tuple[float, float, dict[str, list[float]]]:
    keras.utils.set_random_seed(seed)
    x, y, x_aside, y_aside = split(x, y, 0.2, seed)
    mean, spread = x.mean(), x.std()
    middle, height = y.mean(), y.std()
    model = build(RATE)
    model.run_eagerly = True
    history = model.fit(
        column((x - mean) / spread),
        column((y - middle) / height),
        validation_data=(column((x_aside - mean) / spread), column((y_aside - middle) / height)),
        epochs=EPOCHS,
        batch_size=len(x),
        verbose=0,
    ).history
    kernel, bias = model.get_weights()
    w = float(kernel[0, 0]) * float(height / spread)
    return w, float(bias[0]) * float(height) + float(middle) - w * float(mean), history


def rms_error(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    predictions = np.asarray(model(column(x), training=False))[:, 0]
    return float(np.sqrt(np.mean((predictions - y) ** 2)))


def column(values: np.ndarray) -> np.ndarray:
    return np.asarray(values, np.float32).reshape(-1, 1)
