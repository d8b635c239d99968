"""Calculate with tensors: dtypes, shapes, and values that cannot be changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

Array = np.ndarray | tf.Tensor
Value = Array | float

CHANNEL_SHAPE = {"NHWC": [-1], "NCHW": [-1, 1, 1]}


def multiply_all(values: Sequence[Value]) -> tf.Tensor:
    """Return the product of all values in float64, float32 or int64, depending on their dtypes."""
    tensors = [tf.convert_to_tensor(value) for value in values]
    dtype = common_type(tensors)
    product = tf.constant(1, dtype)
    for tensor in tensors:
        product *= tf.cast(tensor, dtype)
    return product


def common_type(tensors: Sequence[tf.Tensor]) -> tf.DType:
    """Return float64 if one of the tensors is float64, float32 if one is another kind of float, otherwise int64."""
    if any(tensor.dtype == tf.float64 for tensor in tensors):
        return tf.float64
    if any(tensor.dtype.is_floating for tensor in tensors):
        return tf.float32
    return tf.int64


def safe_add(image: Array, amount: Value) -> tf.Tensor:
    """Add integers to an image and clip the sums to the range of its dtype."""
    image = tf.convert_to_tensor(image)
    total = tf.cast(image, tf.int64) + tf.cast(amount, tf.int64)
    return tf.cast(tf.clip_by_value(total, image.dtype.min, image.dtype.max), image.dtype)


def standardize(images: Array, mean: Sequence[float], std: Sequence[float], layout: str = "NHWC") -> tf.Tensor:
    """Subtract the mean of each channel and divide by its standard deviation, in float32."""
    if layout not in CHANNEL_SHAPE:
        raise ValueError(f"layout must be one of {', '.join(CHANNEL_SHAPE)}, not {layout!r}")
    mean, std = (tf.reshape(tf.cast(numbers, tf.float32), CHANNEL_SHAPE[layout]) for numbers in (mean, std))
    return (tf.cast(images, tf.float32) - mean) / std


def set_pixels(image: Array, points: np.ndarray, colour: Sequence[float]) -> tf.Tensor:
    """Return a copy of the image with the colour at the points, which are pairs (row, column)."""
    image = tf.convert_to_tensor(image)
    colours = tf.broadcast_to(tf.cast(colour, image.dtype), [len(points), len(colour)])
    return tf.tensor_scatter_nd_update(image, points, colours)
