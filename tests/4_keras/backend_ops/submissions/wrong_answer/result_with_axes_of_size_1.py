"""Keeps the axes over which it sums, so that the result has the shape (N, 1, 1, C).
"""
# says: "expected shape (4, 3)"

import keras
from keras import ops


def pixel_mask(sizes, height, width):
    rows = ops.arange(height)[None, :, None] < sizes[:, 0][:, None, None]
    columns = ops.arange(width)[None, None, :] < sizes[:, 1][:, None, None]
    return ops.logical_and(rows, columns)


def masked_softmax(scores, mask):
    height, width = scores.shape[1:]
    pixels = ops.reshape(ops.where(mask, scores, -1e9), (-1, height * width))
    weights = ops.reshape(ops.softmax(pixels, axis=1), (-1, height, width))
    return ops.where(mask, weights, 0.0)


def without_strongest(scores, mask):
    height, width = scores.shape[1:]
    pixels = ops.reshape(ops.where(mask, scores, -1e9), (-1, height * width))
    strongest = ops.reshape(ops.one_hot(ops.argmax(pixels, axis=1), height * width), (-1, height, width)) > 0.5
    several = ops.sum(ops.cast(mask, "int32"), axis=(1, 2), keepdims=True) > 1
    return ops.logical_and(mask, ops.logical_not(ops.logical_and(strongest, several)))


class AttentionPool(keras.layers.Layer):
    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[0][-1],), initializer="zeros", name="kernel")

    def call(self, inputs, training=False):
        features, sizes = inputs
        scores = ops.sum(features * self.kernel, axis=-1)
        mask = pixel_mask(sizes, features.shape[1], features.shape[2])
        if training:
            mask = without_strongest(scores, mask)
        weights = masked_softmax(scores, mask)
        return ops.sum(weights[..., None] * features, axis=(1, 2), keepdims=True)


def attention_pool(**options):
    return AttentionPool(**options)
