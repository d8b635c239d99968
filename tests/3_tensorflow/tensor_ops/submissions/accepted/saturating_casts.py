"""The type found by NumPy's promotion, tf.saturate_cast, axes added by hand, and a mask for the new pixels."""

from functools import reduce

import numpy as np
import tensorflow as tf


def multiply_all(values):
    kinds = [tf.convert_to_tensor(value).dtype.as_numpy_dtype for value in values]
    if np.float64 in kinds:
        kind = tf.float64
    else:
        kind = tf.float32 if any(np.issubdtype(k, np.floating) for k in kinds) else tf.int64
    return reduce(tf.multiply, [tf.cast(value, kind) for value in values])


def safe_add(image, amount):
    kind = tf.as_dtype(image.dtype)
    return tf.saturate_cast(tf.cast(image, "int64") + tf.cast(amount, "int64"), kind)


def standardize(images, mean, std, layout="NHWC"):
    images, mean, std = (tf.cast(each, tf.float32) for each in (images, mean, std))
    if layout == "NCHW":
        mean, std = mean[:, None, None], std[:, None, None]
    elif layout != "NHWC":
        raise ValueError(layout)
    return tf.divide(images - mean, std)


def set_pixels(image, points, colour):
    height, width, _ = image.shape
    flat = tf.cast(points, tf.int64)[:, 0] * width + tf.cast(points, tf.int64)[:, 1]
    hits = tf.math.unsorted_segment_sum(tf.ones_like(flat), flat, height * width)
    mask = tf.reshape(hits > 0, (height, width, 1))
    return tf.where(mask, tf.cast(colour, image.dtype), image)
