"""Calculate with tensors: types, shapes, and values that cannot be changed.

A tensor is an array with one type for all its values, like NumPy's. But TensorFlow is stricter where NumPy guesses
(int32 times float32 is an error), as careless where NumPy is careless (300 * 300 in int16 is 24464), and its tensors
never change: what you want changed, you make anew. Four small functions of everyday image work show all of that.

Your tasks:
1. `multiply_all`: the product of integers, without overflow.
2. `multiply_all`: integers and fractions of all types and shapes together.
3. `safe_add`: make an image brighter, and stop at white.
4. `standardize`: subtract a mean and divide by a deviation, channel by channel, in both layouts of images.
5. `set_pixels`: give some pixels another colour, in a new image.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import tensorflow as tf


def multiply_all(values: Sequence[np.ndarray | tf.Tensor | float]) -> tf.Tensor:
    """Return the product of all the values, element by element.

    Args:
        values: at least one array, tensor or Python number, whose shapes broadcast as in NumPy. The types may differ:
            signed and unsigned integers of 8 to 64 bits (no uint64), float16, float32 and float64. Python's own integers
            are below 2^31, and its own floats count as float32. Must not be changed.

    Returns:
        The product, in the shape to which all of them broadcast. Its type depends on all the values: float64 if one of them
        is float64; otherwise float32 if one of them is any other kind of float; otherwise int64. It is exact for
        integers, as long as the products fit into int64.

    Examples:
        >>> multiply_all([np.array([200, 3], np.int16), np.array(400, np.int16)]).numpy().tolist()
        [80000, 1200]
        >>> multiply_all([4, np.array([0.25, 2.0], np.float16)]).dtype.name
        'float32'
    """
    raise NotImplementedError("task 1: tf.cast every value to int64 first, then multiply; task 2 is about other types")


def safe_add(image: np.ndarray | tf.Tensor, amount: np.ndarray | tf.Tensor | int) -> tf.Tensor:
    """Add whole numbers to an image, and cut off what its type cannot hold.

    This is what `cv2.add` does, and what `+` does not do: 250 + 10 in uint8 is 4 there, and 255 here.

    Args:
        image: of type uint8, int8, uint16, int16 or int32, of any shape. Must not be changed.
        amount: whole numbers, one or an array that broadcasts to the image's shape, of any integer type of 8 to 32 bits,
            signed or not, whatever the type of the image. Negative ones make the image darker.

    Returns:
        The sums, in the type and shape of the image. A sum above the largest value of this type is the largest value, and
        one below the smallest value is the smallest.

    Examples:
        >>> safe_add(np.array([250, 7], np.uint8), np.array([10, -9])).numpy().tolist()
        [255, 0]
    """
    raise NotImplementedError("task 3: add in int64, clip to the range of image.dtype (it has .min and .max), cast back")


def standardize(
    images: np.ndarray | tf.Tensor, mean: Sequence[float], std: Sequence[float], layout: str = "NHWC"
) -> tf.Tensor:
    """Subtract the mean of each channel, and divide by its standard deviation.

    Args:
        images: N images of C channels, of shape (N, H, W, C) or (N, C, H, W), of any integer or float type. The values are
            taken as they are. Must not be changed.
        mean: C numbers, one for each channel, whole or not; a list or an array.
        std: C numbers likewise, all above 0.
        layout: "NHWC" if the channels are the last axis of `images`, "NCHW" if they are the second.

    Returns:
        (value - mean of its channel) / std of its channel: float32, in the shape of `images`.

    Raises:
        ValueError: `layout` is neither "NHWC" nor "NCHW".

    Examples:
        >>> image = np.array([[[[10, 100]]]], np.uint8)  # one pixel of two channels
        >>> standardize(image, [20, 50], [5, 100]).numpy().tolist()
        [[[[-2.0, 0.5]]]]
    """
    raise NotImplementedError("task 4: cast all three to float32; give mean and std the shape that lies along the channels")


def set_pixels(image: np.ndarray | tf.Tensor, points: np.ndarray, colour: Sequence[float]) -> tf.Tensor:
    """Return the image with another colour at some points.

    Args:
        image: of shape (H, W, C), of any integer or float type. Must not be changed.
        points: int64 of shape (K, 2): K pairs (row, column), all inside the image. K may be 0, and points may be repeated.
        colour: C numbers that the type of the image can hold.

    Returns:
        A new image, of the shape and type of `image`: `colour` at all the points, and the old values everywhere else.

    Examples:
        >>> image = np.zeros((2, 3, 1), np.uint8)
        >>> set_pixels(image, np.array([[0, 2]]), [9]).numpy()[:, :, 0].tolist()
        [[0, 0, 9], [0, 0, 0]]
    """
    raise NotImplementedError("task 5: a tensor has no image[row, column] = ...; look at tf.tensor_scatter_nd_update")
