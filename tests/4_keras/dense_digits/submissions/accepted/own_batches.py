"""Draws its own batches, trains with train_on_batch, and measures with NumPy on the predicted probabilities.
"""

import os

import cv2
import keras
import numpy as np
from keras import layers


def prepare(images):
    return np.array([image.ravel() / 255 for image in images])


def one_hot(labels, classes=10):
    rows = np.zeros((len(labels), classes), np.float32)
    for row, label in zip(rows, labels, strict=True):
        row[label] = 1
    return rows


def build(hidden=128):
    model = keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(hidden, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def evaluate(model, images, labels):
    p = model.predict(prepare(images), verbose=0)
    correct = p[np.arange(len(labels)), labels]
    return float(-np.log(correct + 1e-12).mean()), float((p.argmax(axis=1) == labels).mean())


def train(model, training, test, epochs=5):
    images, labels = training
    rng = np.random.default_rng()
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(images), 32):
            batch = order[start : start + 32]
            model.train_on_batch(prepare(images[batch]), one_hot(labels[batch]))
    return evaluate(model, *test)


def predict(model, images):
    return model.predict(prepare(images), verbose=0).argmax(axis=1)


def read_picture(path):
    if not os.path.exists(path):
        raise FileNotFoundError(path)
    image = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2GRAY)
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    if border.mean() > 127:
        image = cv2.bitwise_not(image)
    left, top, width, height = cv2.boundingRect(cv2.compare(image, 127, cv2.CMP_GT))
    image = image[top : top + height, left : left + width]
    missing = abs(height - width)
    before, after = missing // 2, missing - missing // 2
    sides = (before, after, 0, 0) if height < width else (0, 0, before, after)
    image = cv2.copyMakeBorder(image, *sides, cv2.BORDER_CONSTANT, value=0)
    return cv2.copyMakeBorder(cv2.resize(image, (20, 20), interpolation=cv2.INTER_AREA), 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=0)
