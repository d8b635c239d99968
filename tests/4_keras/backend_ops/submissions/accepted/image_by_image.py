"""One image at a time, for all images at once: vectorized_map. Inside, there is no axis of the batch."""

import keras
from keras import ops


def pixel_mask(sizes, height, width):
    def one(size):
        return ops.outer(ops.arange(height) < size[0], ops.arange(width) < size[1])

    return ops.cast(ops.vectorized_map(one, sizes), "bool")


def masked_softmax(scores, mask):
    def one(image):
        pixels, inside = image
        weights = ops.softmax(ops.reshape(ops.where(inside, pixels, -1e6), (-1,)))
        return ops.reshape(weights, scores.shape[1:]) * ops.cast(inside, "float32")

    return ops.vectorized_map(one, (scores, mask))


def without_strongest(scores, mask):
    def one(image):
        pixels, inside = image
        pixels = ops.reshape(ops.where(inside, pixels, -1e6), (-1,))
        hit = ops.one_hot(ops.argmax(pixels), pixels.shape[0], dtype="int32")
        inside = ops.cast(inside, "int32")
        left = inside - ops.reshape(hit, inside.shape) * inside
        return ops.where(ops.sum(inside) > 1, left, inside)

    return ops.vectorized_map(one, (scores, mask)) > 0


class AttentionPool(keras.layers.Layer):
    def build(self, input_shape):
        features, _ = input_shape
        self.kernel = self.add_weight(shape=features[-1:], initializer=keras.initializers.Zeros())

    def call(self, inputs, training=None):
        features, sizes = inputs
        scores = ops.dot(features, self.kernel)
        mask = pixel_mask(sizes, features.shape[1], features.shape[2])
        if training:
            mask = without_strongest(scores, mask)
        return ops.sum(ops.expand_dims(masked_softmax(scores, mask), -1) * features, axis=[1, 2])


def attention_pool(**options):
    return AttentionPool(**options)
