"""Classify handwritten digits with a multilayer network, and read your own: the reference."""

from __future__ import annotations

from pathlib import Path

import cv2
import keras
import numpy as np
from keras import layers

SIDE, INNER, BORDER = 28, 20, 4
CLASSES = 10


def prepare(images: np.ndarray) -> np.ndarray:
    """Turn uint8 images, (N, 28, 28), into float32 rows from 0 to 1, (N, 784)."""
    return images.reshape(-1, SIDE * SIDE).astype(np.float32) / 255


def one_hot(labels: np.ndarray, classes: int = CLASSES) -> np.ndarray:
    """Return a row for each label, with a 1 at its class."""
    return np.eye(classes, dtype=np.float32)[labels]


def build(hidden: int = 128) -> keras.Model:
    """Return a new, compiled network: (N, 784) in, ten probabilities out."""
    model = keras.Sequential(
        [
            keras.Input((SIDE * SIDE,)),
            layers.Dense(hidden, activation="relu"),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def evaluate(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Return the mean cross-entropy and the accuracy on labelled images."""
    measured = model.evaluate(prepare(images), one_hot(labels), verbose=0, return_dict=True)
    return measured["loss"], measured["accuracy"]


def train(
    model: keras.Model,
    training: tuple[np.ndarray, np.ndarray],
    test: tuple[np.ndarray, np.ndarray],
    epochs: int = 5,
) -> tuple[float, float]:
    """Fit the model to the training set, and return its loss and accuracy on the test set."""
    images, labels = training
    model.fit(prepare(images), one_hot(labels), epochs=epochs, batch_size=32, verbose=0)
    return evaluate(model, *test)


def predict(model: keras.Model, images: np.ndarray) -> np.ndarray:
    """Return the class of the highest probability for each image."""
    probabilities = model(prepare(images), training=False)  # one batch: no need for predict, which compiles a graph
    return np.argmax(keras.ops.convert_to_numpy(probabilities), axis=1)


def read_picture(path: str) -> np.ndarray:
    """Read a picture of a digit and bring it into the form of the data set: uint8, (28, 28), ink bright."""
    if not Path(path).is_file():  # imread would return None
        raise FileNotFoundError(path)
    image = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
    if np.median(image) > 127:
        image = 255 - image
    small = cv2.resize(_square(_cropped(image)), (INNER, INNER), interpolation=cv2.INTER_AREA)
    return np.pad(small, BORDER)


def _cropped(image: np.ndarray) -> np.ndarray:
    """The smallest rectangle that contains all pixels above 127."""
    rows, columns = np.nonzero(image > 127)
    return image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def _square(image: np.ndarray) -> np.ndarray:
    """The image in the middle of a black square."""
    height, width = image.shape
    side = max(height, width)
    above, left = (side - height) // 2, (side - width) // 2
    return np.pad(image, ((above, side - height - above), (left, side - width - left)))
