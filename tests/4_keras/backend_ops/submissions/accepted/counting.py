"""Counts: positions by cumsum over ones, the first of the maxima by cumsum over the hits, the softmax by logsumexp."""

import keras
from keras import ops


def pixel_mask(sizes, height, width):
    ones = ops.ones_like(sizes[:, :1, None]) * ops.ones((1, height, width), dtype="int32")
    rows, columns = ops.cumsum(ones, axis=1), ops.cumsum(ones, axis=2)
    outside = ops.logical_or(rows > sizes[:, :1, None], columns > sizes[:, 1:, None])
    return ops.logical_not(outside)


def masked_softmax(scores, mask):
    low = ops.where(mask, scores, -1e8)
    log_total = ops.logsumexp(ops.reshape(low, (-1, low.shape[1] * low.shape[2])), axis=1)
    return ops.exp(low - log_total[:, None, None]) * ops.cast(mask, "float32")


def without_strongest(scores, mask):
    pixels = mask.shape[1] * mask.shape[2]
    low = ops.reshape(ops.where(mask, scores, -1e8), (-1, pixels))
    inside = ops.reshape(mask, (-1, pixels))
    hits = ops.cast(low == ops.max(low, axis=1, keepdims=True), "int32")
    first = (ops.cumsum(hits, axis=1) == 1) & (hits == 1)
    alone = ops.count_nonzero(inside, axis=1)[:, None] <= 1
    return ops.reshape(inside & (~first | alone), (-1, *mask.shape[1:]))


class Pool(keras.layers.Layer):
    def __init__(self, **options):
        super().__init__(**options)
        self.kernel = None

    def build(self, input_shape):
        self.kernel = self.add_weight(name="k", shape=(input_shape[0][3],), initializer="zeros", trainable=True)

    def call(self, inputs, training=False):
        features, sizes = inputs
        height, width = features.shape[1], features.shape[2]
        scores = ops.squeeze(ops.matmul(features, self.kernel[:, None]), -1)
        inside = pixel_mask(sizes, height, width)
        mask = without_strongest(scores, inside) if training else inside
        weights = ops.reshape(masked_softmax(scores, mask), (-1, 1, height * width))
        return ops.matmul(weights, ops.reshape(features, (-1, height * width, features.shape[3])))[:, 0]


def attention_pool(**options):
    return Pool(**options)
