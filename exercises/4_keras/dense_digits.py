"""Classify handwritten digits with a multilayer network, including digits that you wrote yourself.

This is the first example in many books on Keras: two dense layers, one-hot labels, `fit` on a training set, `evaluate` on a
test set. The images have the format of MNIST's images: 28 x 28 pixels of dtype uint8, from 0 (paper) to 255 (ink). At the
end you convert a picture of your own to this format.

Tasks
1. `prepare` and `one_hot`: rows of numbers for the network.
2. `build`: two dense layers, compiled.
3. `evaluate`: loss and accuracy on labelled images.
4. `train`: fit on the training set, and evaluate on the test set.
5. `predict`: the labels of new images.
6. `read_picture`: turn an image file into an image like those of the data set.
"""

from __future__ import annotations

import keras
import numpy as np


def prepare(images: np.ndarray) -> np.ndarray:
    """Flatten each image to a row of 784 values from 0 to 1.

    Args:
        images: uint8, shape (N, 28, 28), from 0 to 255.

    Returns:
        Floats (float32 is enough), shape (N, 784): the pixels of each image, row by row. 0 stays 0 and 255 becomes 1,
        whatever the largest value in these images is.

    Examples:
        >>> images = np.zeros((2, 28, 28), np.uint8)
        >>> images[1, 2, 5] = 51
        >>> rows = prepare(images)
        >>> rows.shape, round(float(rows[1, 2 * 28 + 5]), 4)
        ((2, 784), 0.2)
    """
    raise NotImplementedError("task 1: what is the shape of the result, and what is the largest value that a uint8 image can have?")


def one_hot(labels: np.ndarray, classes: int = 10) -> np.ndarray:
    """Turn each label into a row with a 1 at the position of its class, and 0 elsewhere.

    Args:
        labels: Integers from 0 to classes - 1, shape (N,), of any integer dtype. Not every class has to occur.
        classes: The number of classes.

    Returns:
        Floats, shape (N, classes).

    Examples:
        >>> one_hot(np.array([2, 0]), classes=4).tolist()
        [[0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0]]
    """
    raise NotImplementedError("task 1: one row for each label, one column for each class")


def build(hidden: int = 128) -> keras.Model:
    """Return a new network, compiled and not yet trained.

    The network takes rows of 784 values. Its layers are a dense layer with `hidden` units and ReLU, and a dense layer with 10
    units and softmax. So its outputs are ten probabilities for each image, shape (N, 10).

    Compile it with the cross-entropy between these probabilities and one-hot rows (mean over the images), with Adam and its
    default learning rate, and with accuracy as its metric, named "accuracy".

    Args:
        hidden: The number of units in the first dense layer.

    Examples:
        >>> tuple(build(32)(np.zeros((5, 784), np.float32)).shape)
        (5, 10)
    """
    raise NotImplementedError("task 2: a keras.Sequential that begins with keras.Input((784,)), then model.compile")


def evaluate(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Evaluate the model on labelled images, without training it.

    Args:
        model: A model with the same input, output, loss and metric as the one from `build`.
        images: uint8, shape (N, 28, 28), from 0 to 255, not prepared.
        labels: Integers 0 to 9, shape (N,), not one-hot.

    Returns:
        The mean cross-entropy of all N images, and the accuracy, a fraction from 0 to 1.
    """
    raise NotImplementedError("task 3: model.evaluate takes prepared images and one-hot labels")


def train(
    model: keras.Model,
    training: tuple[np.ndarray, np.ndarray],
    test: tuple[np.ndarray, np.ndarray],
    epochs: int = 5,
) -> tuple[float, float]:
    """Train the model in place on the training set, then evaluate it on the test set.

    Args:
        model: A model with the same input, output, loss and metric as the one from `build`. It may have any optimizer.
        training: The training set, images and labels as for `evaluate`. They may be in any order, for example sorted by class.
        test: The test set, images and labels. They must not influence the weights.
        epochs: The number of passes through the whole training set, with batches of 32 (Keras's default) drawn at random.

    Returns:
        What `evaluate` returns for the test set after training.
    """
    raise NotImplementedError("task 4: fit on one of the two sets, evaluate on the other one")


def predict(model: keras.Model, images: np.ndarray) -> np.ndarray:
    """Return the label that the model predicts for each image.

    Args:
        model: A model that takes what `prepare` returns, and returns ten probabilities for each image.
        images: uint8, shape (N, 28, 28), from 0 to 255, not prepared.

    Returns:
        Integers 0 to 9, shape (N,): for each image the class with the highest probability.

    Examples:
        >>> predict(build(), np.zeros((3, 28, 28), np.uint8)).shape
        (3,)
    """
    raise NotImplementedError("task 5: what must happen to the images first, and along which axis are the classes?")


def read_picture(path: str) -> np.ndarray:
    """Read a picture of one digit from a file, and convert it to the format of the data set.

    1. Read it as a greyscale image.
    2. If the paper is bright (the median of all pixels is above 127), invert the image, so that the paper is dark and the ink is
       bright.
    3. Crop to the bounding box of the ink: the smallest rectangle that contains all pixels above 127.
    4. Add black pixels (0) on two opposite sides so that the box becomes a square with the ink in the middle. If the number of
       missing rows or columns is odd, the extra one is added at the bottom or on the right.
    5. Resize the square to 20 x 20 pixels with `cv2.INTER_AREA`.
    6. Add a black border of 4 pixels.

    Args:
        path: An image file in any format that OpenCV reads, in colour or grey, of any size; the square of step 4 has at least
            20 x 20 pixels. The picture shows one digit, either dark on bright paper or bright on dark paper.

    Returns:
        uint8, shape (28, 28), with bright ink, like the images of the data set.

    Raises:
        FileNotFoundError: If there is no such file.

    Examples:
        A white picture of 100 rows and 60 columns has a black bar in rows 30 to 69 and columns 20 to 29. In rows 4 to 23 of
        the result, columns 12 to 15 are 255, and columns 11 and 16 are about half of that. Everything else is 0.
    """
    raise NotImplementedError("task 6: six steps, each of one or two lines; look at the picture after each of them")
