"""Keras's own layer Softmax, which takes a mask; the kernel as a keras.Variable; NumPy for the positions, which are constants."""

import keras
import numpy as np
from keras import ops


def pixel_mask(sizes, height, width):
    rows, columns = np.indices((height, width), dtype="int32")
    return ops.logical_and(sizes[:, 0][:, None, None] > rows, sizes[:, 1][:, None, None] > columns)


def masked_softmax(scores, mask):
    n = ops.shape(scores)[0]
    pixels = int(np.prod(scores.shape[1:]))
    inside = ops.reshape(mask, (n, pixels))
    weights = keras.layers.Softmax()(ops.reshape(scores, (n, pixels)), mask=inside)
    return ops.reshape(ops.where(inside, weights, ops.zeros_like(weights)), (n, *scores.shape[1:]))


def without_strongest(scores, mask):
    low = ops.where(mask, scores, -3e4)
    # earlier pixels of equal scores are stronger: a position for each pixel, the first one highest
    places = -np.arange(np.prod(mask.shape[1:]), dtype="float32").reshape(mask.shape[1:])
    best = low == ops.amax(low, axis=(1, 2), keepdims=True)
    place = ops.where(best, places[None], np.float32(-1e9))
    hidden = best & (place == ops.amax(place, axis=(1, 2), keepdims=True))
    others = mask & ops.logical_not(hidden)
    return ops.where(ops.any(others, axis=(1, 2), keepdims=True), others, mask)


class AttentionPool(keras.layers.Layer):
    def build(self, input_shape):
        self.kernel = keras.Variable(ops.zeros(input_shape[0][3:]), name="kernel")

    def call(self, inputs, training=None):
        features, sizes = inputs
        scores = ops.matmul(features, ops.expand_dims(self.kernel, 1))[..., 0]
        mask = pixel_mask(sizes, features.shape[1], features.shape[2])
        if training is True:
            mask = without_strongest(scores, mask)
        weights = masked_softmax(scores, mask)
        weights = weights[:, :, :, None]
        return ops.sum(ops.sum(weights * features, 1), 1)


def attention_pool(**options):
    layer = AttentionPool(**options)
    return layer
