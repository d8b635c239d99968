"""Classify handwritten digits with softmax regression, from a photograph to a label."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

Training = dict[str, np.ndarray | list[float]]

CLASSES = 10
LUMINANCE = tf.constant([0.299, 0.587, 0.114])
FAINT = 0.2


def to_ink(image: np.ndarray) -> tf.Tensor:
    """Compute how much ink is at each pixel of a uint8 image: 0 is paper, 1 is ink."""
    pixels = tf.cast(image, tf.float32) / 255
    grey = pixels if pixels.shape.rank == 2 else on_white(pixels)
    edge = tf.concat([grey[0], grey[-1], grey[1:-1, 0], grey[1:-1, -1]], axis=0)
    return 1 - grey if tf.reduce_mean(edge) > 0.5 else grey


def on_white(pixels: tf.Tensor) -> tf.Tensor:
    """Turn one, three or four channels of values from 0 to 1 into grey."""
    channels = pixels.shape[2]
    if channels == 1:
        return pixels[..., 0]
    grey = tf.tensordot(pixels[..., :3], LUMINANCE, axes=1)
    if channels == 4:
        alpha = pixels[..., 3]
        grey = alpha * grey + (1 - alpha)
    return grey


def preprocess(image: np.ndarray, size: int = 8) -> tf.Tensor:
    """Cut out the digit, scale its longer side to `size`, and centre it in a square of zeros."""
    ink = to_ink(image)
    places = tf.where(ink > FAINT)
    if len(places) == 0:
        return tf.zeros([size, size])
    (top, left), (bottom, right) = tf.reduce_min(places, axis=0), tf.reduce_max(places, axis=0) + 1
    digit = ink[top:bottom, left:right]
    longest = max(digit.shape)
    height, width = (max(1, round(side * size / longest)) for side in digit.shape)
    scaled = tf.image.resize(digit[..., None], [height, width], method="area")[..., 0]
    above, before = (size - height) // 2, (size - width) // 2
    return tf.pad(scaled, [[above, size - height - above], [before, size - width - before]])


def train(images: np.ndarray, labels: np.ndarray, rate: float, steps: int) -> Training:
    """Train softmax regression from 0 by full-batch gradient descent."""
    x, labels = flat(images), tf.cast(labels, tf.int64)
    W, b = tf.Variable(tf.zeros([x.shape[1], CLASSES])), tf.Variable(tf.zeros([CLASSES]))
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            logits = x @ W + b
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
        slope_w, slope_b = tape.gradient(loss, [W, b])
        W.assign_sub(rate * slope_w)
        b.assign_sub(rate * slope_b)
        losses.append(float(loss))
    return {"W": W.numpy(), "b": b.numpy(), "loss": losses}


def predict(W: np.ndarray, b: np.ndarray, images: np.ndarray) -> tuple[tf.Tensor, tf.Tensor]:
    """Return the most probable class of each image, and the probabilities of all."""
    images = images if np.ndim(images) == 3 else images[None]
    logits = flat(images) @ W + b
    return tf.argmax(logits, axis=1), tf.nn.softmax(logits)


def flat(images: np.ndarray) -> tf.Tensor:
    """The pixels of each image as a row of float32."""
    return tf.reshape(tf.cast(images, tf.float32), [len(images), -1])
