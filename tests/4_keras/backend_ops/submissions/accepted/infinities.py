"""Minus infinity in the padding. An image without pixels has NaN in between, but no gradient passes through its scores: the mask is
False for all of them.
"""

import keras
from keras import ops

NEVER = float("-inf")


def pixel_mask(sizes, height, width):
    tall, wide = ops.split(sizes, 2, axis=1)
    rows = ops.expand_dims(ops.less(ops.arange(height), tall), 2)
    columns = ops.expand_dims(ops.less(ops.arange(width), wide), 1)
    return ops.where(rows, columns, ops.zeros_like(columns))


def masked_softmax(scores, mask):
    powers = keras.activations.softmax(ops.reshape(ops.where(mask, scores, NEVER), (ops.shape(scores)[0], -1)))
    return ops.where(mask, ops.reshape(powers, ops.shape(scores)), 0.0)


def without_strongest(scores, mask):
    pixels = ops.reshape(ops.where(mask, scores, NEVER), (ops.shape(scores)[0], -1))
    order = ops.argsort(-pixels, axis=1)
    first = ops.arange(mask.shape[1] * mask.shape[2])[None] == order[:, :1]
    hidden = ops.reshape(first, ops.shape(mask)) & (ops.sum(mask, axis=(1, 2), keepdims=True) > 1)
    return ops.logical_xor(mask, hidden & mask)


class AttentionPool(keras.layers.Layer):
    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[0][-1],), initializer="zeros", name="kernel")

    def call(self, inputs, training=None):
        features, sizes = inputs
        scores = ops.matmul(features, self.kernel)
        mask = pixel_mask(sizes, features.shape[1], features.shape[2])
        weights = masked_softmax(scores, without_strongest(scores, mask) if training else mask)
        return ops.einsum("nij,nijc->nc", weights, features)


def attention_pool(**options):
    return AttentionPool(**options)
