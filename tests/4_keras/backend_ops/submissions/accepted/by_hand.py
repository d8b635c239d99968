"""The softmax by hand, with safe values before exp and before the division; a mask from coordinates; scatter_update for the
strongest pixel.
"""

import keras
from keras import ops


def pixel_mask(sizes, height, width):
    rows, columns = ops.meshgrid(ops.arange(height, dtype="int32"), ops.arange(width, dtype="int32"), indexing="ij")
    return (rows < sizes[:, 0, None, None]) & (columns < sizes[:, 1, None, None])


def masked_softmax(scores, mask):
    safe = ops.where(mask, scores, ops.min(scores, axis=(1, 2), keepdims=True))
    inside = ops.cast(mask, scores.dtype)
    highest = ops.max(ops.where(mask, scores, -2e4), axis=(1, 2), keepdims=True)
    shifted = ops.where(mask, safe - ops.stop_gradient(highest), 0)
    powers = ops.exp(shifted) * inside
    total = ops.sum(powers, axis=(1, 2), keepdims=True)
    return powers / ops.maximum(total, keras.config.epsilon())


def without_strongest(scores, mask):
    height, width = mask.shape[1:]
    count = ops.shape(mask)[0]
    flat = ops.reshape(mask, (count, height * width))
    strongest = ops.argmax(ops.reshape(ops.where(mask, scores, float("-inf")), (count, height * width)), axis=1)
    places = ops.stack([ops.arange(count), ops.cast(strongest, "int32")], axis=1)
    numbers = ops.scatter_update(ops.cast(flat, "int32"), places, ops.zeros((count,), "int32"))
    several = ops.sum(ops.cast(flat, "int32"), axis=1, keepdims=True) >= 2
    return ops.reshape(ops.where(several, ops.cast(numbers, "bool"), flat), (count, height, width))


@keras.saving.register_keras_serializable(package="deepkata")
class AttentionPool(keras.layers.Layer):
    def build(self, shapes):
        self.kernel = self.add_weight((shapes[0][-1],), initializer="zeros", name="kernel")

    def call(self, inputs, training=None):
        features, sizes = inputs
        scores = ops.einsum("nhwc,c->nhw", features, self.kernel)
        mask = pixel_mask(sizes, *features.shape[1:3])
        if training:
            mask = without_strongest(scores, mask)
        return ops.einsum("nhw,nhwc->nc", masked_softmax(scores, mask), features)

    def compute_output_shape(self, shapes):
        return (shapes[0][0], shapes[0][-1])


def attention_pool(**options):
    return AttentionPool(**options)
