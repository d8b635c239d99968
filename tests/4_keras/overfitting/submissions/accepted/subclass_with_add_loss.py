"""Derives a class from keras.Model with its own dropout and its own penalty, shifts by indices, and measures in a callback."""

import keras
import numpy as np
from keras import ops
from matplotlib.figure import Figure


class Network(keras.Model):
    def __init__(self, dropout, weight_decay):
        super().__init__()
        self.rate, self.factor = dropout, weight_decay
        self.first = keras.layers.Dense(128, activation="relu")
        self.last = keras.layers.Dense(10)
        self.seeds = keras.random.SeedGenerator()

    def call(self, images, training=False):
        hidden = self.first(ops.reshape(images, (-1, 784)))
        if training and self.rate > 0:
            kept = ops.cast(keras.random.uniform(ops.shape(hidden), seed=self.seeds) >= self.rate, hidden.dtype)
            hidden = hidden * kept / (1 - self.rate)
        outputs = ops.softmax(self.last(hidden))
        for layer in (self.first, self.last):
            self.add_loss(self.factor * ops.sum(ops.square(layer.kernel)))
        return outputs


class Measure(keras.callbacks.Callback):
    def __init__(self, training, validation):
        super().__init__()
        self.sets = {"loss": training, "val_loss": validation}
        self.history = {name: [] for name in self.sets}

    def on_epoch_end(self, epoch, logs=None):
        for name, (images, labels) in self.sets.items():
            self.history[name].append(self.model.evaluate(images, labels, verbose=0, return_dict=True)["loss"])


def split(images, labels, validation, test, seed):
    order = np.argsort(np.random.RandomState(seed).rand(len(images)))
    places = np.empty(len(images), int)
    places[order] = np.arange(len(images))
    masks = places >= validation + test, places < validation, (places >= validation) & (places < validation + test)
    return tuple((images[mask], labels[mask]) for mask in masks)


def build(dropout=0.0, weight_decay=0.0):
    model = Network(dropout, weight_decay)
    model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def augment(images, rng, most=2):
    count, height, width = images.shape
    dy, dx = rng.integers(-most, most + 1, (2, count))
    y = np.arange(height) - dy[:, None]
    x = np.arange(width) - dx[:, None]
    inside = ((y >= 0) & (y < height))[:, :, None] & ((x >= 0) & (x < width))[:, None, :]
    found = images[np.arange(count)[:, None, None], y.clip(0, height - 1)[:, :, None], x.clip(0, width - 1)[:, None, :]]
    return np.where(inside, found, np.float32(0))


def train(model, training, validation, epochs, rng, most=2):
    measure = Measure(training, validation)
    for epoch in range(epochs):
        model.fit(augment(training[0], rng, most), training[1], initial_epoch=epoch, epochs=epoch + 1, callbacks=[measure], verbose=0)
    return measure.history


def best_epoch(val_losses, patience):
    lowest = np.minimum.accumulate(val_losses)
    first = np.searchsorted(-lowest, -lowest)  # for each epoch, where its lowest value so far came first
    over = np.flatnonzero(np.arange(len(lowest)) - first >= patience)
    last = int(over[0]) if len(over) else len(lowest) - 1
    return int(first[last]) + 1, last + 1


def draw_curves(history):
    figure = Figure(figsize=(8, 5))
    axes = figure.add_subplot()
    epochs = np.arange(len(history["loss"])) + 1
    best = np.argmin(history["val_loss"])
    lines = [
        axes.semilogy(epochs, history["loss"], "k--")[0],
        axes.semilogy(epochs, history["val_loss"], "k-", marker="o", markevery=[int(best)])[0],
    ]
    figure.legend(lines, ["train", "val"])
    axes.set(title="Training", xlabel="number of the epoch", ylabel="cross-entropy loss", xlim=(1, len(epochs)))
    return figure


def choose(candidates, validation, test):
    best, highest = 0, -1.0
    for number, model in enumerate(candidates):
        accuracy = model.evaluate(*validation, verbose=0, return_dict=True)["accuracy"]
        if accuracy > highest:
            best, highest = number, accuracy
    return best, candidates[best].evaluate(*test, verbose=0, return_dict=True)["accuracy"]
