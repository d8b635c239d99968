"""Multiplies the values in their own dtypes. TensorFlow does not mix dtypes, so int32 times float32 raises an error,
where NumPy would choose a dtype. Choose it yourself, and cast every value.
"""

import tensorflow as tf


def multiply_all(values):
    product = tf.convert_to_tensor(values[0])
    for value in values[1:]:
        product = product * tf.convert_to_tensor(value)
    return product


def safe_add(image, amount):
    image = tf.convert_to_tensor(image)
    total = tf.cast(image, tf.int64) + tf.cast(amount, tf.int64)
    return tf.cast(tf.clip_by_value(total, image.dtype.min, image.dtype.max), image.dtype)


def standardize(images, mean, std, layout="NHWC"):
    if layout not in ("NHWC", "NCHW"):
        raise ValueError(layout)
    shape = [-1, 1, 1] if layout == "NCHW" else [-1]
    mean = tf.reshape(tf.cast(mean, tf.float32), shape)
    std = tf.reshape(tf.cast(std, tf.float32), shape)
    return (tf.cast(images, tf.float32) - mean) / std


def set_pixels(image, points, colour):
    image = tf.convert_to_tensor(image)
    colours = tf.broadcast_to(tf.cast(colour, image.dtype), [len(points), len(colour)])
    return tf.tensor_scatter_nd_update(image, points, colours)
