"""Draws from each class alike, shifts with OpenCV, lets `fit` measure the validation set, and draws the mark with scatter."""

import cv2
import keras
import numpy as np
from keras import layers
from matplotlib.figure import Figure


def split(images, labels, validation, test, seed):
    rng = np.random.default_rng(seed)
    mixed = rng.permutation(len(images))
    rank = np.zeros(len(images), int)  # of each image among those of its class
    for digit in np.unique(labels):
        members = mixed[labels[mixed] == digit]
        rank[members] = np.arange(len(members))
    order = mixed[np.argsort(rank[mixed], kind="stable")]
    held_out, final, training = order[:validation], order[validation : validation + test], order[validation + test :]
    return tuple((images[part], labels[part]) for part in (training, held_out, final))


def build(dropout=0.0, weight_decay=0.0):
    regularizer = keras.regularizers.L1L2(l2=weight_decay)
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten()])
    model.add(layers.Dense(128, "relu", kernel_regularizer=regularizer))
    if dropout > 0:
        model.add(layers.Dropout(dropout))
    model.add(layers.Dense(10, "softmax", kernel_regularizer=regularizer))
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def augment(images, rng, most=2):
    size = images.shape[2], images.shape[1]
    shifted = []
    for image in images:
        dx, dy = np.floor(rng.uniform(-most, most + 1, 2))
        matrix = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
        shifted.append(cv2.warpAffine(image, matrix, size, flags=cv2.INTER_NEAREST))
    return np.array(shifted)


def train(model, training, validation, epochs, rng, most=2):
    history = {"loss": [], "val_loss": []}
    for _ in range(epochs):
        fitted = model.fit(augment(training[0], rng, most), training[1], validation_data=validation, verbose=0)
        history["val_loss"] += fitted.history["val_loss"]
        history["loss"].append(model.evaluate(*training, verbose=0)[0])
    return history


def best_epoch(val_losses, patience):
    losses = list(val_losses)
    for last in range(1, len(losses) + 1):
        best = losses.index(min(losses[:last])) + 1
        if last - best >= patience:
            break
    return best, last


def draw_curves(history):
    figure = Figure()
    axes = figure.subplots()
    epochs = range(1, len(history["loss"]) + 1)
    lowest = min(history["val_loss"])
    for name, label in (("loss", "Training loss"), ("val_loss", "Validation loss")):
        axes.plot(epochs, history[name], label=label)
    axes.scatter([history["val_loss"].index(lowest) + 1], [lowest], color="black", zorder=3)
    axes.set_xlabel("epoch")
    axes.set_ylabel("mean loss")
    axes.grid()
    axes.legend(loc="upper right")
    return figure


def choose(candidates, validation, test):
    measured = [model.evaluate(*validation, verbose=0)[1] for model in candidates]
    best = measured.index(max(measured))
    return best, candidates[best].evaluate(*test, verbose=0)[1]
