"""Pixel by pixel in Python, with the gradient of the softmax worked out on paper."""

import math

import numpy as np
import tensorflow as tf


def to_ink(image):
    image = np.asarray(image)
    if image.ndim == 2:
        image = image[..., None]
    height, width, channels = image.shape
    grey = np.zeros((height, width), np.float32)
    for row in range(height):
        for column in range(width):
            values = [float(value) / 255 for value in image[row, column]]
            if channels == 1:
                grey[row, column] = values[0]
                continue
            light = 0.299 * values[0] + 0.587 * values[1] + 0.114 * values[2]
            if channels == 4:
                light = values[3] * light + 1.0 - values[3]
            grey[row, column] = light
    edge = [*grey[0], *grey[-1], *grey[1:-1, 0], *grey[1:-1, -1]]
    return tf.constant(np.float32(1) - grey if sum(edge) / len(edge) > 0.5 else grey)


def preprocess(image, size=8):
    ink = to_ink(image).numpy()
    top = left = math.inf
    bottom = right = -1
    for (row, column), value in np.ndenumerate(ink):
        if value > 0.2:
            top, bottom = min(top, row), max(bottom, row)
            left, right = min(left, column), max(right, column)
    square = np.zeros((size, size), np.float32)
    if bottom < 0:
        return tf.constant(square)
    digit = tf.constant(ink[top : bottom + 1, left : right + 1])
    longest = max(digit.shape)
    rows, columns = [max(1, int(side * size / longest + 0.5)) for side in digit.shape]
    small = tf.image.resize(tf.reshape(digit, (1, *digit.shape, 1)), (rows, columns), tf.image.ResizeMethod.AREA)
    for row in range(rows):
        for column in range(columns):
            square[row + (size - rows) // 2, column + (size - columns) // 2] = small[0, row, column, 0]
    return tf.constant(square)


def train(images, labels, rate, steps):
    x = np.asarray(images, np.float64).reshape(len(images), -1)
    weights, biases, losses = np.zeros((x.shape[1], 10)), np.zeros(10), []
    for _ in range(steps):
        loss, slope, bias_slope = 0.0, np.zeros_like(weights), np.zeros(10)
        for row, label in zip(x, labels):
            scores = row @ weights + biases
            powers = np.exp(scores - max(scores))
            p = powers / sum(powers)
            loss -= math.log(p[label]) / len(x)
            p[label] -= 1
            slope += np.outer(row, p) / len(x)
            bias_slope += p / len(x)
        weights -= rate * slope
        biases -= rate * bias_slope
        losses.append(loss)
    return {"W": weights.astype(np.float32), "b": biases.astype(np.float32), "loss": losses}


def predict(W, b, images):
    images = np.asarray(images)
    if images.ndim == 2:
        images = images[np.newaxis]
    probabilities = []
    for image in images:
        scores = image.ravel().astype(np.float64) @ W + b
        powers = [math.exp(score - max(scores)) for score in scores]
        probabilities.append([power / sum(powers) for power in powers])
    return [int(np.argmax(row)) for row in probabilities], np.array(probabilities, np.float32)
