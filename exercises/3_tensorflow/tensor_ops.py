"""Calculate with tensors: dtypes, shapes, and values that cannot be changed.

A tensor is an array with one dtype. TensorFlow is stricter than NumPy about dtypes (int32 times float32 is an error) and
just as silent about overflow (300 * 300 in int16 is 24464). A tensor cannot be changed; instead you create a new one.
Four small functions from everyday work with images show what this means.

Tasks
1. `multiply_all`: multiply integers without overflow.
2. `multiply_all`: multiply integers and floats of any dtypes and shapes.
3. `safe_add`: brighten an image, and stop at white.
4. `standardize`: subtract a mean and divide by a standard deviation for each channel, in both image layouts.
5. `set_pixels`: give some pixels a new colour, in a new image.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import tensorflow as tf


def multiply_all(values: Sequence[np.ndarray | tf.Tensor | float]) -> tf.Tensor:
    """Return the product of all values, element by element.

    Args:
        values: At least one array, tensor or Python number; the shapes broadcast as in NumPy. The dtypes may differ: signed
            integers of 8 to 64 bits, unsigned integers of 8 to 32 bits, float16, float32 and float64. Python integers are
            below 2^31; Python floats count as float32.

    Returns:
        The product, with the broadcast shape. It is float64 if one of the values is float64; otherwise float32 if one of them
        is a float of any kind; otherwise int64. Integer products are exact if they fit into int64.

    Examples:
        >>> multiply_all([np.array([200, 3], np.int16), np.array(400, np.int16)]).numpy().tolist()
        [80000, 1200]
        >>> multiply_all([4, np.array([0.25, 2.0], np.float16)]).dtype.name
        'float32'
    """
    raise NotImplementedError(
        "task 1: cast every value to int64 with tf.cast, then multiply; other dtypes follow in task 2"
    )


def safe_add(image: np.ndarray | tf.Tensor, amount: np.ndarray | tf.Tensor | int) -> tf.Tensor:
    """Add integers to an image and clip the sums to the range of its dtype.

    `cv2.add` works like this: in uint8, 250 + 10 is 255. With `+` it would be 4.

    Args:
        image: uint8, int8, uint16, int16 or int32, of any shape.
        amount: An integer, or an array of integers that broadcasts to the shape of the image, of any signed or unsigned
            dtype of 8 to 32 bits, whatever the dtype of the image. Negative values make the image darker.

    Returns:
        The sums, with the dtype and shape of the image. Sums above the largest value of this dtype become the largest value;
        sums below the smallest become the smallest.

    Examples:
        >>> safe_add(np.array([250, 7], np.uint8), np.array([10, -9])).numpy().tolist()
        [255, 0]
    """
    raise NotImplementedError(
        "task 3: add in int64, clip to the range of image.dtype (see its .min and .max), then cast back"
    )


def standardize(
    images: np.ndarray | tf.Tensor, mean: Sequence[float], std: Sequence[float], layout: str = "NHWC"
) -> tf.Tensor:
    """Subtract the mean of each channel and divide by its standard deviation.

    Args:
        images: N images with C channels, shape (N, H, W, C) or (N, C, H, W), any integer or float dtype. The values are
            used as they are.
        mean: C numbers, one for each channel, integers or floats; a list or an array.
        std: C numbers in the same form, all above 0.
        layout: "NHWC" if the channels are the last axis of `images`, "NCHW" if they are the second.

    Returns:
        (value - mean of its channel) / std of its channel, float32, with the shape of `images`.

    Raises:
        ValueError: `layout` is neither "NHWC" nor "NCHW".

    Examples:
        >>> image = np.array([[[[10, 100]]]], np.uint8)  # one pixel with two channels
        >>> standardize(image, [20, 50], [5, 100]).numpy().tolist()
        [[[[-2.0, 0.5]]]]
    """
    raise NotImplementedError(
        "task 4: cast images, mean and std to float32, and give mean and std a shape that matches the layout"
    )


def set_pixels(image: np.ndarray | tf.Tensor, points: np.ndarray, colour: Sequence[float]) -> tf.Tensor:
    """Return a copy of the image with a new colour at some points.

    Args:
        image: Shape (H, W, C), any integer or float dtype.
        points: int64, shape (K, 2): K pairs (row, column) inside the image. K may be 0, and points may occur twice.
        colour: C numbers that fit into the dtype of the image.

    Returns:
        A new image with the shape and dtype of `image`: `colour` at all points, the old values everywhere else.

    Examples:
        >>> image = np.zeros((2, 3, 1), np.uint8)
        >>> set_pixels(image, np.array([[0, 2]]), [9]).numpy()[:, :, 0].tolist()
        [[0, 0, 9], [0, 0, 0]]
    """
    raise NotImplementedError(
        "task 5: assignment such as image[row, column] = ... is not possible; see tf.tensor_scatter_nd_update"
    )
