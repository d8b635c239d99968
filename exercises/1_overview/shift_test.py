"""What one pixel does to a classifier.

If a digit moves by one pixel, it is still the same digit. For a classifier it is a different input: many pixels have new values.
In a *shift test* you move the test images by 0, 1, 2, ... pixels and measure the accuracy each time. The classifiers are not
trained again. At the end, the suite uses your functions to test nearest neighbours, a linear classifier and three convolutional
networks.

N is the number of images, and H and W are their height and width. dx counts columns to the right, and dy rows downwards. No
function may change its arguments.

Tasks
1. `shift`: move images, and fill the empty pixels with zeros.
2. `accuracy_under_shift`: the accuracy for each distance.
3. `drop`: how many percentage points are lost.
4. `equivariance_error`: does the output of a layer move with its input?
5. `augment`: add shifted copies to a training set.
6. `draw`: accuracy against distance, with Matplotlib.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure


def shift(images: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """Move images by whole pixels.

    Args:
        images: Shape (..., H, W), any dtype: one image (H, W), N images (N, H, W), or more axes in front.
        dx: By how many columns the images move to the right; if negative, they move to the left. It may be larger than W.
        dy: By how many rows they move downwards; if negative, they move upwards. It may be larger than H.

    Returns:
        A new array with the shape and the dtype of `images`. Pixels that move out of the image are lost and do not reappear on
        the other side. Pixels that move in are 0.

    Examples:
        >>> shift(np.array([[1, 2, 3], [4, 5, 6]]), 1, 0)
        array([[0, 1, 2],
               [0, 4, 5]])
        >>> shift(np.array([[1, 2, 3], [4, 5, 6]]), -1, 1)
        array([[0, 0, 0],
               [2, 3, 0]])
    """
    raise NotImplementedError("task 1: begin with zeros, and copy the part of the images that stays inside")


def accuracy_under_shift(
    predict: Callable[[np.ndarray], np.ndarray], images: np.ndarray, labels: np.ndarray, distances: Sequence[int]
) -> np.ndarray:
    """Measure the accuracy on shifted images.

    For each distance d the images are moved in four directions: d pixels to the right, left, down and up. The accuracy for d is
    the mean of the four accuracies.

    Args:
        predict: A trained classifier: takes images (n, H, W) of the dtype of `images`, for any n >= 1, and returns n classes,
            integers of shape (n,).
        images: The test images, shape (N, H, W), N >= 1.
        labels: Their correct classes, integers, shape (N,).
        distances: At least one whole number, each 0 or more, in any order. With distance 0 nothing moves.

    Returns:
        Floats from 0 to 1, one for each distance, in the order of `distances`.

    Examples:
        >>> def left_or_right(images):  # class 0 or 1: which half is brighter?
        ...     return (images[:, :, 2:].sum(axis=(1, 2)) > images[:, :, :2].sum(axis=(1, 2))).astype(int)
        >>> images = np.zeros((2, 3, 4))
        >>> images[0, 1, 1] = images[1, 1, 2] = 9
        >>> accuracy_under_shift(left_or_right, images, np.array([0, 1]), [0, 1])
        array([1.  , 0.75])
    """
    raise NotImplementedError("task 2: for each distance, predict four shifted copies and compare with the labels")


def drop(accuracies: np.ndarray) -> np.ndarray:
    """Return how much accuracy is lost, in percentage points.

    Args:
        accuracies: Numbers from 0 to 1, shape (S,), S >= 1. The first is the accuracy on the images that were not moved.

    Returns:
        Floats, shape (S,): the first accuracy minus each of them, in percentage points. A value is negative where the accuracy
        has risen.

    Examples:
        >>> drop(np.array([0.75, 0.5, 0.875]))
        array([  0. ,  25. , -12.5])
    """
    raise NotImplementedError("task 3: the difference between two percentages is measured in percentage points")


def equivariance_error(
    layer: Callable[[np.ndarray], np.ndarray], image: np.ndarray, dx: int, dy: int, border: int
) -> float:
    """Measure how far a layer is from being equivariant to a shift.

    A layer is *equivariant* if it makes no difference whether you shift its input or its output. At the borders this
    generally does not hold: pixels are lost there, and some windows contain the layer's padding. So the borders are not
    compared.

    Args:
        layer: Takes an image (H, W) and returns feature maps (C, H, W), floats.
        image: Floats, shape (H, W).
        dx: As for `shift`.
        dy: As for `shift`.
        border: How many rows at the top and at the bottom, and how many columns on the left and on the right, are not compared.
            0 or more, and less than half of H and of W.

    Returns:
        The largest absolute difference between the maps of the shifted image and the shifted maps of the image: 0.0, up to
        rounding, for an equivariant layer if `border` is large enough.

    Examples:
        >>> image = np.array([[0.0, 0, 5, 0, 0]] * 3)
        >>> equivariance_error(lambda image: 2 * image[None], image, 1, 0, 1)  # each pixel by itself: equivariant
        0.0
        >>> equivariance_error(lambda image: image[None, :, ::-1], image, 1, 0, 1)  # mirrored: the output moves the other way
        5.0
    """
    raise NotImplementedError("task 4: compare layer(shift(image)) with shift(layer(image)), without the border")


def augment(images: np.ndarray, labels: np.ndarray, distance: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Add shifted copies to a training set.

    Args:
        images: Shape (N, H, W), any dtype.
        labels: Their classes, integers, shape (N,).
        distance: How far the copies are moved, at least 1.

    Returns:
        The images and four copies of each, moved by `distance` to the right, left, down and up: shape (5 * N, H, W), with the
        dtype of `images`. Also their classes, integers, shape (5 * N,). Any order is allowed, but it must be the same for
        images and classes.

    Examples:
        >>> images, labels = augment(np.array([[[7, 0]], [[0, 9]]]), np.array([3, 4]))
        >>> images.shape, int((labels == 3).sum())
        ((10, 1, 2), 5)
    """
    raise NotImplementedError("task 5: concatenate five sets of images, and their labels in the same order")


def draw(distances: Sequence[int], accuracies: Mapping[str, Sequence[float]], classes: int) -> Figure:
    """Draw accuracy against distance: one curve for each classifier.

    - The x axis shows the distance, and the y axis the accuracy, from 0 to 1. Draw each curve as a line; markers are optional.
    - A horizontal line shows the chance level, the expected accuracy of guessing if all classes are equally frequent. The line
      extends at least from the smallest distance to the largest.
    - A legend shows the name of each classifier, next to the colour or line style of its curve.
    - The label of the x axis contains the words "shift" and "pixels" (or "px"), that of the y axis the word "accuracy".
    - All lines lie within the limits of the axes. A title, a grid, colours and sizes are up to you.

    Args:
        distances: At least two whole numbers, ascending.
        accuracies: The name of each classifier, with one accuracy from 0 to 1 for each distance.
        classes: The number of classes, at least 2.

    Returns:
        A new figure on each call, with one set of axes. Nothing is shown or saved.

    Examples:
        >>> figure = draw([0, 1], {"nearest neighbour": [0.9, 0.7], "network": [0.9, 0.8]}, 5)
        >>> figure.savefig("shift_test.png")
    """
    raise NotImplementedError("task 6: Figure().subplots() returns axes; axes.plot with a label, axes.axhline, axes.legend")
