"""Calls the dropout layer with training=True, so it is active at prediction too. The predictions are random and less accurate.
Keras tells each layer whether the model is trained; leave that argument out.
"""
# says: "Dropout is active at prediction"

import keras
import numpy as np
from keras import layers
from matplotlib.figure import Figure


def split(images, labels, validation, test, seed):
    order = np.random.default_rng(seed).permutation(len(images))
    held_out, final, rest = np.split(order, [validation, validation + test])
    return tuple((images[part], labels[part]) for part in (rest, held_out, final))


class Network(keras.Model):
    def __init__(self, dropout, penalty):
        super().__init__()
        self.flatten = layers.Flatten()
        self.hidden = layers.Dense(128, activation="relu", kernel_regularizer=penalty)
        self.dropout = layers.Dropout(dropout)
        self.last = layers.Dense(10, activation="softmax", kernel_regularizer=penalty)

    def call(self, images):
        return self.last(self.dropout(self.hidden(self.flatten(images)), training=True))


def build(dropout=0.0, weight_decay=0.0):
    model = Network(dropout, keras.regularizers.L2(weight_decay))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def augment(images, rng, most=2):
    height, width = images.shape[1:]
    padded = np.pad(images, ((0, 0), (most, most), (most, most)))
    shifted = np.empty_like(images)
    for k in range(len(images)):
        y, x = rng.integers(0, 2 * most + 1, 2)
        shifted[k] = padded[k, y : y + height, x : x + width]
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
