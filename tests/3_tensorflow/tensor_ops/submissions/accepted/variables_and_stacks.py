"""A broadcast product along a stacked axis, minimum and maximum, one channel at a time, and a variable that is painted."""

import numpy as np
import tensorflow as tf


def multiply_all(values):
    tensors = [tf.convert_to_tensor(value) for value in values]
    names = {tensor.dtype.name for tensor in tensors}
    kind = "float64" if "float64" in names else "float32" if names & {"float16", "float32"} else "int64"
    shape = tf.TensorShape(())
    for tensor in tensors:
        shape = tf.broadcast_static_shape(shape, tensor.shape)
    return tf.reduce_prod(tf.stack([tf.broadcast_to(tf.cast(tensor, kind), shape) for tensor in tensors]), axis=0)


def safe_add(image, amount):
    kind = np.asarray(image).dtype
    info = np.iinfo(kind)
    total = tf.add(tf.cast(image, tf.int64), tf.cast(amount, tf.int64))
    return tf.cast(tf.minimum(tf.maximum(total, info.min), info.max), kind)


def standardize(images, mean, std, layout="NHWC"):
    try:
        axis = {"NHWC": 3, "NCHW": 1}[layout]
    except KeyError:
        raise ValueError(layout) from None
    channels = tf.unstack(tf.cast(images, tf.float32), axis=axis)
    return tf.stack([(channel - float(m)) / float(s) for channel, m, s in zip(channels, mean, std)], axis=axis)


def set_pixels(image, points, colour):
    canvas = tf.Variable(image)
    for row, column in points:
        canvas[row, column].assign(tf.cast(colour, canvas.dtype))
    return canvas.value()
