"""Element by element in Python, whose own integers never overflow; tensors only at the end."""

import itertools

import numpy as np
import tensorflow as tf


def multiply_all(values):
    arrays = [np.asarray(value, np.float32 if type(value) is float else None) for value in values]
    if any(array.dtype == np.float64 for array in arrays):
        kind = np.float64
    elif any(array.dtype.kind == "f" for array in arrays):
        kind = np.float32
    else:
        kind = np.int64
    spread = np.broadcast_arrays(*arrays)
    result = np.zeros(spread[0].shape, kind)
    for index in np.ndindex(*result.shape):
        product = 1
        for array in spread:
            product = product * array[index].item()
        result[index] = product
    return tf.constant(result)


def safe_add(image, amount):
    image = np.asarray(image)
    low, high = np.iinfo(image.dtype).min, np.iinfo(image.dtype).max
    amount = np.broadcast_to(np.asarray(amount), image.shape)
    sums = [min(max(int(a) + int(b), low), high) for a, b in zip(image.ravel(), amount.ravel(), strict=True)]
    return tf.constant(np.array(sums, image.dtype).reshape(image.shape))


def standardize(images, mean, std, layout="NHWC"):
    if layout not in ("NHWC", "NCHW"):
        raise ValueError(f"what is {layout}?")
    images = np.asarray(images)
    result = np.empty(images.shape, np.float32)
    for index in itertools.product(*map(range, images.shape)):
        channel = index[3] if layout == "NHWC" else index[1]
        result[index] = (float(images[index]) - float(mean[channel])) / float(std[channel])
    return tf.convert_to_tensor(result)


def set_pixels(image, points, colour):
    copy = np.array(image)
    for row, column in points:
        for channel, value in enumerate(colour):
            copy[row, column, channel] = value
    return tf.constant(copy)
