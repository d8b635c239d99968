"""One image after the other, in a loop of the compiled function: keras.ops.map. A part of a tensor is written by slice_update."""

import keras
from keras import ops


def pixel_mask(sizes, height, width):
    def one(size):
        rows = ops.cast(ops.arange(height) < size[0], "float32")
        columns = ops.cast(ops.arange(width) < size[1], "float32")
        return ops.expand_dims(rows, 1) * ops.expand_dims(columns, 0)

    return ops.map(one, ops.cast(sizes, "int32")) > 0.5


def masked_softmax(scores, mask):
    def one(image):
        pixels, inside = image
        hidden = ops.where(inside, pixels, -1e9)
        powers = ops.exp(hidden - ops.max(hidden)) * ops.cast(inside, "float32")
        total = ops.sum(powers)
        return powers / ops.where(total > 0, total, ops.ones_like(total))

    return ops.map(one, (scores, mask))


def without_strongest(scores, mask):
    def one(image):
        pixels, inside = image
        flat = ops.reshape(ops.cast(inside, "int32"), (-1,))
        place = ops.argmax(ops.reshape(ops.where(inside, pixels, -1e9), (-1,)))
        value = ops.cast(ops.equal(ops.sum(flat), 1), "int32")
        left = ops.slice_update(flat, ops.reshape(place, (1,)), ops.reshape(value, (1,)))
        return ops.where(ops.sum(flat) > 0, left, flat)

    return ops.reshape(ops.cast(ops.map(one, (scores, mask)), "bool"), (-1, *mask.shape[1:]))


class AttentionPool(keras.layers.Layer):
    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[0][-1],), initializer="zeros")

    def call(self, inputs, training=None):
        features, sizes = inputs
        scores = ops.tensordot(features, self.kernel, axes=[[3], [0]])
        mask = pixel_mask(sizes, *features.shape[1:3])
        if training:
            mask = without_strongest(scores, mask)
        return ops.sum(features * masked_softmax(scores, mask)[:, :, :, None], axis=(1, 2))


def attention_pool(**options):
    return AttentionPool(**options)
