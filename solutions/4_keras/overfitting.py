"""Overfitting: see it, measure it, and reduce it: the reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import keras
import numpy as np
from keras import layers
from matplotlib.figure import Figure

Pair = tuple[np.ndarray, np.ndarray]


def split(images: np.ndarray, labels: np.ndarray, validation: int, test: int, seed: int) -> tuple[Pair, Pair, Pair]:
    """Draw a validation and a test set at random; the rest is the training set."""
    order = np.random.default_rng(seed).permutation(len(images))
    sets = np.split(order, [len(images) - validation - test, len(images) - test])
    training, held_out, final = ((images[chosen], labels[chosen]) for chosen in sets)
    return training, held_out, final


def build(dropout: float = 0.0, weight_decay: float = 0.0) -> keras.Model:
    """Return a new, compiled network with dropout between its dense layers and a penalty on both kernels."""
    penalty = keras.regularizers.L2(weight_decay)
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Flatten(),
            layers.Dense(128, activation="relu", kernel_regularizer=penalty),
            layers.Dropout(dropout),
            layers.Dense(10, activation="softmax", kernel_regularizer=penalty),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def augment(images: np.ndarray, rng: np.random.Generator, most: int = 2) -> np.ndarray:
    """Shift each image by its own random number of pixels; what is left free is black."""
    _, height, width = images.shape
    padded = np.pad(images, ((0, 0), (most, most), (most, most)))
    corners = rng.integers(0, 2 * most, size=(len(images), 2), endpoint=True)
    return np.stack([image[y : y + height, x : x + width] for image, (y, x) in zip(padded, corners, strict=True)])


def train(
    model: keras.Model, training: Pair, validation: Pair, epochs: int, rng: np.random.Generator, most: int = 2
) -> dict[str, list[float]]:
    """Train on images that are shifted anew in each epoch; after each, measure both losses on images as they are."""
    images, labels = training
    history: dict[str, list[float]] = {"loss": [], "val_loss": []}
    for _ in range(epochs):
        model.fit(augment(images, rng, most), labels, verbose=0)
        history["loss"].append(_measured(model, training)["loss"])
        history["val_loss"].append(_measured(model, validation)["loss"])
    return history


def best_epoch(val_losses: Sequence[float], patience: int) -> tuple[int, int]:
    """Return the epoch whose weights are kept, and the last epoch of the training, both counted from 1."""
    best = 1
    for epoch, loss in enumerate(val_losses, start=1):
        if loss < val_losses[best - 1]:
            best = epoch
        elif epoch - best == patience:
            return best, epoch
    return best, len(val_losses)


def draw_curves(history: Mapping[str, Sequence[float]]) -> Figure:
    """Draw both losses over the epochs, and mark the epoch with the lowest validation loss."""
    training, validation = history["loss"], history["val_loss"]
    epochs = np.arange(1, len(training) + 1)
    best = int(np.argmin(validation))
    figure = Figure(layout="constrained")
    axes = figure.subplots()
    axes.plot(epochs, training, label="training")
    axes.plot(epochs, validation, label="validation")
    axes.plot(epochs[best], validation[best], "o", label=f"best epoch: {epochs[best]}")
    axes.set(xlabel="epoch", ylabel="loss")
    axes.legend()
    return figure


def choose(candidates: Sequence[keras.Model], validation: Pair, test: Pair) -> tuple[int, float]:
    """Return the number of the most accurate model on the validation set, and its accuracy on the test set."""
    accuracies = [_measured(model, validation)["accuracy"] for model in candidates]
    best = int(np.argmax(accuracies))
    return best, _measured(candidates[best], test)["accuracy"]


def _measured(model: keras.Model, labelled: Pair) -> dict[str, float]:
    """Loss and accuracy of a compiled model on labelled images."""
    return model.evaluate(*labelled, verbose=0, return_dict=True)
