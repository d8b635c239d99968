"""Makes the kernel as long as the first axis of the features, which is the batch. Their last axis is the channels: each channel has a
number in the kernel, however many images there are.
"""
# says: "raised"

from __future__ import annotations

import math

import keras
from keras import ops

#: Below every score, so that a softmax gives the weight 0, and finite, as the difference of two infinities is NaN.
LOWEST = -1e9


def pixel_mask(sizes: keras.KerasTensor, height: int, width: int) -> keras.KerasTensor:
    """Tell which pixels of a padded batch belong to the images, (N, height, width)."""
    inside_rows = ops.arange(height) < sizes[:, :1]
    inside_columns = ops.arange(width) < sizes[:, 1:]
    return ops.logical_and(inside_rows[:, :, None], inside_columns[:, None, :])


def masked_softmax(scores: keras.KerasTensor, mask: keras.KerasTensor) -> keras.KerasTensor:
    """Compute the softmax over the pixels of each mask, (N, H, W).

    The softmax of an image without pixels has equal weights, which the second `where` sets to 0.
    """
    weights = ops.softmax(in_one_row(ops.where(mask, scores, LOWEST)))
    return ops.where(mask, ops.reshape(weights, (-1, *scores.shape[1:])), 0.0)


def without_strongest(scores: keras.KerasTensor, mask: keras.KerasTensor) -> keras.KerasTensor:
    """Remove the pixel with the highest score from each mask that has at least two, (N, H, W)."""
    pixels = in_one_row(ops.where(mask, scores, LOWEST))
    strongest = ops.one_hot(ops.argmax(pixels, axis=1), pixels.shape[1], dtype="bool")
    has_others = ops.count_nonzero(mask, axis=(1, 2)) > 1
    hidden = ops.logical_and(ops.reshape(strongest, (-1, *scores.shape[1:])), has_others[:, None, None])
    return ops.logical_and(mask, ops.logical_not(hidden))


def in_one_row(images: keras.KerasTensor) -> keras.KerasTensor:
    """Give the pixels of each image one axis, (N, H * W). N may be unknown, so it is -1 in the new shape."""
    return ops.reshape(images, (-1, math.prod(images.shape[1:])))


class AttentionPool(keras.layers.Layer):
    """The mean of the features of an image, weighted by how much attention each pixel gets."""

    def build(self, input_shape: list[tuple]) -> None:
        """Create the kernel, one number for each channel."""
        self.kernel = self.add_weight(shape=(input_shape[0][0],), initializer="zeros", name="kernel")

    def call(self, inputs: list[keras.KerasTensor], training: bool = False) -> keras.KerasTensor:
        """Return the pooled features, (N, C)."""
        features, sizes = inputs
        _, height, width, _ = features.shape
        scores = ops.sum(features * self.kernel, axis=-1)
        mask = pixel_mask(sizes, height, width)
        if training:  # True or False in Python, not a tensor
            mask = without_strongest(scores, mask)
        return ops.sum(masked_softmax(scores, mask)[..., None] * features, axis=(1, 2))


def attention_pool(**options: object) -> keras.layers.Layer:
    """Return a new layer that has not been built yet."""
    return AttentionPool(**options)
