"""Copies the mask and assigns False at the place of the maximum. A tensor cannot be changed, not even a copy. Build a mask of that pixel,
for example with one_hot, and combine the two.
"""
# says: "A tensor cannot be changed"

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
    result = ops.copy(ops.reshape(mask, (-1, height * width)))
    strongest = ops.argmax(pixels, axis=1)
    for n in range(scores.shape[0]):
        if ops.sum(ops.cast(mask[n], "int32")) > 1:
            result[n, strongest[n]] = False
    return ops.reshape(result, (-1, height, width))


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
        return ops.sum(weights[..., None] * features, axis=(1, 2))


def attention_pool(**options):
    return AttentionPool(**options)
