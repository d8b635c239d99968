"""Leaves the product of float16 values in float16, which has about three digits and ends at 65504. The docstring asks
for float32 here.
"""
# says: "float16"

import tensorflow as tf


def multiply_all(values):
    tensors = [tf.convert_to_tensor(value) for value in values]
    if any(tensor.dtype == tf.float64 for tensor in tensors):
        dtype = tf.float64
    elif any(tensor.dtype.is_floating for tensor in tensors):
        dtype = tf.float16 if all(t.dtype == tf.float16 for t in tensors) else tf.float32
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
