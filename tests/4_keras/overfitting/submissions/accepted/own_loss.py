"""Adds the penalty in a loss function of its own, shifts with np.roll and blackens what came back, and labels with vlines."""

import keras
import numpy as np
from keras import layers, ops
from matplotlib.figure import Figure


def split(images, labels, validation, test, seed):
    rng = np.random.default_rng(seed)
    left = np.arange(len(images))
    sets = []
    for size in (test, validation):
        drawn = rng.choice(left, size, replace=False)
        left = np.setdiff1d(left, drawn)
        sets.append((images[drawn], labels[drawn]))
    return (images[left], labels[left]), sets[1], sets[0]


def build(dropout=0.0, weight_decay=0.0):
    first, last = layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax")

    def loss(labels, probabilities):
        correct = ops.sum(ops.one_hot(ops.cast(ops.reshape(labels, (-1,)), "int32"), 10) * probabilities, axis=1)
        penalty = ops.sum(ops.square(first.kernel)) + ops.sum(ops.square(last.kernel))
        return -ops.log(ops.maximum(correct, 1e-7)) + weight_decay * penalty

    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), first, layers.Dropout(dropout), last])
    model.compile(optimizer="adam", loss=loss, metrics=[keras.metrics.SparseCategoricalAccuracy("accuracy")])
    return model


def augment(images, rng, most=2):
    shifted = []
    for image in images:
        dy, dx = rng.choice(np.arange(-most, most + 1), 2)
        result = np.roll(image, (dy, dx), axis=(0, 1))
        if dy:
            result[slice(0, dy) if dy > 0 else slice(dy, None)] = 0
        if dx:
            result[:, slice(0, dx) if dx > 0 else slice(dx, None)] = 0
        shifted.append(result)
    return np.stack(shifted)


def train(model, training, validation, epochs, rng, most=2):
    history = {"loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        model.fit(x=augment(training[0], rng, most), y=training[1], epochs=1, batch_size=32, shuffle=True, verbose=0)
        history["loss"].append(model.evaluate(*training, verbose=0)[0])
        loss, accuracy = model.evaluate(*validation, verbose=0)
        history["val_loss"].append(loss)
        history["val_accuracy"].append(accuracy)
    return history


def best_epoch(val_losses, patience):
    last = len(val_losses)
    for start in range(len(val_losses)):
        window = val_losses[start + 1 : start + 1 + patience]
        if len(window) == patience and min(window) >= min(val_losses[: start + 1]):
            last = start + 1 + patience
            break
    return int(np.argmin(val_losses[:last])) + 1, last


def draw_curves(history):
    figure = Figure(layout="constrained")
    axes = figure.subplots()
    epochs = np.arange(1, 1 + len(history["val_loss"]))
    axes.plot(epochs, history["val_loss"], color="tab:red", label="Validation")
    axes.plot(epochs, history["loss"], color="tab:blue", label="Training")
    axes.vlines(epochs[np.argmin(history["val_loss"])], 0, max(history["val_loss"]), color="tab:green", label="best")
    axes.set_ylabel("Loss (cross-entropy)")
    axes.set_xlabel("Epoch")
    axes.legend()
    return figure


def choose(candidates, validation, test):
    def accuracy(model, images, labels):
        probabilities = np.concatenate([ops.convert_to_numpy(model(images[k : k + 8], training=False)) for k in range(0, len(images), 8)])
        return float((probabilities.argmax(axis=1) == labels).mean())

    accuracies = np.array([accuracy(model, *validation) for model in candidates])
    best = int(accuracies.argmax())
    return best, accuracy(candidates[best], *test)
