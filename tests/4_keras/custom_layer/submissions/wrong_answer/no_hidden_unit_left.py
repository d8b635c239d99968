"""Divides the channels by the ratio without a minimum of 1. With fewer channels than the ratio, the first dense layer has no units, and every
gate depends on the bias alone.
"""
# says: "at least 1"

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="deepkata")
class SqueezeExcite(keras.layers.Layer):
    def __init__(self, ratio=4, **options):
        super().__init__(**options)
        self.ratio = ratio

    def build(self, input_shape):
        c = input_shape[-1]
        r = c // self.ratio
        self.kernel_1 = self.add_weight(shape=(c, r), initializer="glorot_uniform", name="kernel_1")
        self.bias_1 = self.add_weight(shape=(r,), initializer="zeros", name="bias_1")
        self.kernel_2 = self.add_weight(shape=(r, c), initializer="glorot_uniform", name="kernel_2")
        self.bias_2 = self.add_weight(shape=(c,), initializer="zeros", name="bias_2")

    def call(self, inputs):
        z = ops.mean(inputs, axis=(1, 2), keepdims=True)
        h = ops.relu(ops.matmul(z, self.kernel_1) + self.bias_1)
        return inputs * ops.sigmoid(ops.matmul(h, self.kernel_2) + self.bias_2)

    def get_config(self):
        return {**super().get_config(), "ratio": self.ratio}


def squeeze_excite(ratio=4, **options):
    return SqueezeExcite(ratio, **options)
