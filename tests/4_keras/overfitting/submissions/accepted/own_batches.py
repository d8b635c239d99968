"""Shuffles with Python's random, calls layers, trains batch by batch, and marks the best epoch by a vertical line."""

import random

import keras
import matplotlib.pyplot as plt
import numpy as np


def split(images, labels, validation, test, seed):
    order = list(range(len(images)))
    random.Random(seed).shuffle(order)
    parts = order[validation + test :], order[:validation], order[validation : validation + test]
    return tuple((images[part], labels[part]) for part in parts)


def build(dropout=0.0, weight_decay=0.0):
    def penalty(kernel):
        return weight_decay * keras.ops.sum(kernel * kernel)

    inputs = keras.Input((28, 28))
    hidden = keras.layers.Dense(128, kernel_regularizer=penalty)(keras.layers.Reshape((784,))(inputs))
    hidden = keras.layers.Dropout(dropout)(keras.layers.ReLU()(hidden))
    outputs = keras.layers.Softmax()(keras.layers.Dense(10, kernel_regularizer=penalty)(hidden))
    model = keras.Model(inputs, outputs)
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    return model


def augment(images, rng, most=2):
    shifted = np.zeros_like(images)
    for number, image in enumerate(images):
        dy, dx = (int(rng.integers(-most, most + 1)) for _ in range(2))
        for row in range(image.shape[0]):
            for column in range(image.shape[1]):
                y, x = row + dy, column + dx
                if 0 <= y < image.shape[0] and 0 <= x < image.shape[1]:
                    shifted[number, y, x] = image[row, column]
    return shifted


def train(model, training, validation, epochs, rng, most=2):
    images, labels = training
    losses, val_losses = [], []
    for _ in range(epochs):
        shifted, order = augment(images, rng, most), rng.permutation(len(images))
        for start in range(0, len(images), 32):
            batch = order[start : start + 32]
            model.train_on_batch(shifted[batch], labels[batch])
        losses.append(model.evaluate(*training, batch_size=len(images), verbose=0)[0])
        val_losses.append(model.evaluate(*validation, batch_size=len(validation[0]), verbose=0)[0])
    return {"val_loss": val_losses, "loss": losses}


def best_epoch(val_losses, patience):
    best, lowest, waited = 0, float("inf"), 0
    for epoch in range(1, len(val_losses) + 1):
        waited += 1
        if val_losses[epoch - 1] < lowest:
            best, lowest, waited = epoch, val_losses[epoch - 1], 0
        if waited == patience:
            break
    return best, epoch


def draw_curves(history):
    figure, axes = plt.subplots()
    epochs = list(range(1, len(history["loss"]) + 1))
    axes.plot(epochs, history["loss"], "b.-", label="loss on the training set")
    axes.plot(epochs, history["val_loss"], "r.-", label="loss on the validation set")
    axes.axvline(1 + history["val_loss"].index(min(history["val_loss"])), color="grey", linestyle=":")
    axes.set_xlabel("Epochs")
    axes.set_ylabel("Loss")
    axes.legend()
    plt.close(figure)
    return figure


def choose(candidates, validation, test):
    def accuracy(model, images, labels):
        return float(np.mean(model.predict(images, verbose=0).argmax(axis=1) == labels))

    best = max(range(len(candidates)), key=lambda number: accuracy(candidates[number], *validation))
    return best, accuracy(candidates[best], *test)
