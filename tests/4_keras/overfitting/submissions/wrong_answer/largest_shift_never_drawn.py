"""Calls rng.integers(-most, most), which never returns its upper end. No image moves by `most` down or to the right."""
# says: "The upper end of rng.integers is not included"

import keras
import numpy as np
from keras import layers
from matplotlib.figure import Figure


def split(images, labels, validation, test, seed):
    order = np.random.default_rng(seed).permutation(len(images))
    held_out, final, rest = np.split(order, [validation, validation + test])
    return tuple((images[part], labels[part]) for part in (rest, held_out, final))


def build(dropout=0.0, weight_decay=0.0):
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


def augment(images, rng, most=2):
    if most == 0:
        return images.copy()
    height, width = images.shape[1:]
    padded = np.pad(images, ((0, 0), (most, most), (most, most)))
    shifted = np.empty_like(images)
    for k in range(len(images)):
        dy, dx = rng.integers(-most, most, 2)
        shifted[k] = padded[k, most - dy : most - dy + height, most - dx : most - dx + width]
    return shifted


def train(model, training, validation, epochs, rng, most=2):
    images, labels = training
    history = {"loss": [], "val_loss": []}
    for _ in range(epochs):
        model.fit(augment(images, rng, most), labels, verbose=0)
        history["loss"].append(model.evaluate(images, labels, verbose=0)[0])
        history["val_loss"].append(model.evaluate(*validation, verbose=0)[0])
    return history


def best_epoch(val_losses, patience):
    best = 1
    for epoch in range(2, len(val_losses) + 1):
        if val_losses[epoch - 1] < val_losses[best - 1]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch
    return best, len(val_losses)


def draw_curves(history):
    figure = Figure()
    axes = figure.subplots()
    epochs = np.arange(1, len(history["loss"]) + 1)
    best = np.argmin(history["val_loss"])
    axes.plot(epochs, history["loss"], label="training loss")
    axes.plot(epochs, history["val_loss"], label="validation loss")
    axes.plot(epochs[best], history["val_loss"][best], "o", label="best epoch")
    axes.set_xlabel("epoch")
    axes.set_ylabel("loss")
    axes.legend()
    return figure


def choose(candidates, validation, test):
    accuracies = [model.evaluate(*validation, verbose=0)[1] for model in candidates]
    best = int(np.argmax(accuracies))
    return best, candidates[best].evaluate(*test, verbose=0)[1]
