"""Reshapes mean and std without a cast. They then have the dtype of the numbers: int32 for integers, float64 for an
array. TensorFlow does not mix these with float32. Cast mean and std to float32 before you reshape them.
"""

import tensorflow as tf


def multiply_all(values):
    tensors = [tf.convert_to_tensor(value) for value in values]
    if any(tensor.dtype == tf.float64 for tensor in tensors):
        dtype = tf.float64
    elif any(tensor.dtype.is_floating for tensor in tensors):
        dtype = tf.float32
    else:
        dtype = tf.int64
    product = tf.constant(1, dtype)
    for tensor in tensors:
        product *= tf.cast(tensor, dtype)
    return product


def safe_add(image, amount):
    image = tf.convert_to_tensor(image)
    total = tf.cast(image, tf.int64) + tf.cast(amount, tf.int64)
    return tf.cast(tf.clip_by_value(total, image.dtype.min, image.dtype.max), image.dtype)


def standardize(images, mean, std, layout="NHWC"):
    images = tf.cast(images, tf.float32)
    if layout == "NCHW":
        mean = tf.reshape(mean, [-1, 1, 1])
        std = tf.reshape(std, [-1, 1, 1])
    elif layout != "NHWC":
        raise ValueError(layout)
    return (images - mean) / std


def set_pixels(image, points, colour):
    image = tf.convert_to_tensor(image)
    colours = tf.broadcast_to(tf.cast(colour, image.dtype), [len(points), len(colour)])
    return tf.tensor_scatter_nd_update(image, points, colours)
