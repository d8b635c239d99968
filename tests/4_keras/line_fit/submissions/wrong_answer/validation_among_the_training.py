"""Draws the validation set and leaves its points in the training set, too. The loss on points of the training says nothing about new ones:
an overfitted network looks good there. Each point belongs in one set.
"""
# says: "got (10,)"

from __future__ import annotations

import keras
import numpy as np

EPOCHS = 4
RATE = 0.4


def split(x: np.ndarray, y: np.ndarray, fraction: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    order = np.random.default_rng(seed).permutation(len(x))
    aside = round(fraction * len(x))
    chosen, others = order[:aside], order[aside:]
    return x, y, x[chosen], y[chosen]


def build(rate: float) -> keras.Model:
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="mean_squared_error")
    return model


def fit_line(x: np.ndarray, y: np.ndarray, seed: int = 0) -> tuple[float, float, dict[str, list[float]]]:
    keras.utils.set_random_seed(seed)
    x, y, x_aside, y_aside = split(x, y, 0.2, seed)
    mean, spread = x.mean(), x.std()
    model = build(RATE)
    model.run_eagerly = True
    history = {"loss": [], "val_loss": []}
    for _ in range(EPOCHS):
        for name, step, u, v in (("loss", model.train_on_batch, x, y), ("val_loss", model.test_on_batch, x_aside, y_aside)):
            model.reset_metrics()
            history[name].append(float(step(column((u - mean) / spread), column(v))))
    kernel, bias = model.get_weights()
    w = float(kernel[0, 0]) / float(spread)
    return w, float(bias[0]) - w * float(mean), history


def rms_error(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    predictions = np.asarray(model(column(x), training=False))[:, 0]
    return float(np.sqrt(np.mean((predictions - y) ** 2)))


def column(values: np.ndarray) -> np.ndarray:
    return np.asarray(values, np.float32).reshape(-1, 1)
