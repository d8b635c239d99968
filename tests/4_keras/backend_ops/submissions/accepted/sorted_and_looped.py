"""Loops over rows and columns, whose number is known, never over images; the strongest pixel by top_k; NumPy for constants."""

import keras
import numpy as np
from keras import ops

LOW = np.float32(-1e7)


def pixel_mask(sizes, height, width):
    rows = []
    for row in range(height):
        rows.append(ops.stack([(sizes[:, 0] > row) & (sizes[:, 1] > column) for column in range(width)], axis=1))
    return ops.stack(rows, axis=1)


def masked_softmax(scores, mask):
    hidden = ops.where(mask, scores, LOW)
    highest = ops.max(ops.max(hidden, axis=2, keepdims=True), axis=1, keepdims=True)
    powers = ops.where(mask, ops.exp(hidden - highest), 0.0)
    return powers / (ops.sum(powers, axis=(1, 2), keepdims=True) + 1e-7)


def without_strongest(scores, mask):
    _, height, width = mask.shape
    hidden = ops.reshape(ops.where(mask, scores, LOW), (-1, height * width))
    _, places = ops.top_k(hidden, 1)
    numbers = ops.convert_to_tensor(np.arange(height * width, dtype="int32").reshape(1, height, width))
    chosen = ops.equal(numbers, ops.cast(places, "int32")[:, :, None])
    count = ops.sum(ops.where(mask, 1, 0), axis=(1, 2), keepdims=True)
    return ops.where(chosen & (count > 1), False, mask)


class AttentionPool(keras.layers.Layer):
    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[0][-1],), initializer="zeros")
        self.built = True

    def call(self, inputs, training=False):
        x = inputs[0]
        scores = ops.sum(ops.multiply(x, self.kernel), axis=-1)
        mask = pixel_mask(inputs[1], x.shape[1], x.shape[2])
        mask = ops.cond(ops.convert_to_tensor(bool(training)), lambda: without_strongest(scores, mask), lambda: mask)
        weights = masked_softmax(scores, mask)
        return ops.stack([ops.sum(weights * x[..., channel], axis=(1, 2)) for channel in range(x.shape[-1])], axis=1)


def attention_pool(**options):
    return AttentionPool(**options)
