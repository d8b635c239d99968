"""Starts with small random weights, as deep networks need them. Softmax regression is convex and has no hidden units,
so zeros work, and then the first loss is log 10.
"""
# says: "all scores are 0 at the start"

import numpy as np
import tensorflow as tf


def to_ink(image):
    pixels = tf.cast(image, tf.float32) / 255
    if pixels.shape.rank == 2:
        grey = pixels
    elif pixels.shape[2] == 1:
        grey = pixels[:, :, 0]
    else:
        grey = tf.tensordot(pixels[:, :, :3], tf.constant([0.299, 0.587, 0.114]), axes=1)
        if pixels.shape[2] == 4:
            alpha = pixels[:, :, 3]
            grey = alpha * grey + (1 - alpha)
    edge = tf.concat([grey[0], grey[-1], grey[1:-1, 0], grey[1:-1, -1]], axis=0)
    if tf.reduce_mean(edge) > 0.5:
        grey = 1 - grey
    return grey


def preprocess(image, size=8):
    ink = to_ink(image).numpy()
    rows, columns = np.nonzero(ink > 0.2)
    if len(rows) == 0:
        return tf.zeros([size, size])
    digit = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    factor = size / max(digit.shape)
    height, width = (max(1, round(side * factor)) for side in digit.shape)
    small = tf.image.resize(digit[..., None], (height, width), method="area")[..., 0].numpy()
    square = np.zeros((size, size), np.float32)
    top, left = (size - height) // 2, (size - width) // 2
    square[top : top + height, left : left + width] = small
    return tf.constant(square)


def train(images, labels, rate, steps):
    x = tf.reshape(images, [len(images), -1])
    labels = tf.cast(labels, tf.int32)
    W = tf.Variable(tf.random.stateless_normal([x.shape[1], 10], seed=[1, 2], stddev=0.05))
    b = tf.Variable(tf.zeros([10]))
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            logits = tf.matmul(x, W) + b
            each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
            loss = tf.reduce_mean(each)
        slopes = tape.gradient(loss, [W, b])
        W.assign_sub(rate * slopes[0])
        b.assign_sub(rate * slopes[1])
        losses.append(float(loss))
    return {"W": W.numpy(), "b": b.numpy(), "loss": losses}


def predict(W, b, images):
    if np.ndim(images) == 2:
        images = images[None]
    x = tf.reshape(images, [len(images), -1])
    probabilities = tf.nn.softmax(tf.matmul(x, W) + b)
    return tf.argmax(probabilities, axis=1), probabilities
