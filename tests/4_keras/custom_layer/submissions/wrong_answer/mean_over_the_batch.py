"""Averages over the batch as well, so the result for an image depends on the other images.
"""
# says: "The squeeze took the mean over the batch as well"

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="deepkata")
class SqueezeExcite(keras.layers.Layer):
    def __init__(self, ratio=4, **options):
        super().__init__(**options)
        self.ratio = ratio

    def build(self, input_shape):
        channels = input_shape[-1]
        hidden = max(1, channels // self.ratio)
        self.first = keras.layers.Dense(hidden, activation="relu")
        self.first.build((None, channels))
        self.second = keras.layers.Dense(channels, activation="sigmoid")
        self.second.build((None, hidden))

    def call(self, inputs):
        gates = self.second(self.first(ops.mean(inputs, axis=(0, 1, 2), keepdims=True)[:, 0, 0]))
        return inputs * ops.reshape(gates, (-1, 1, 1, inputs.shape[-1]))

    def get_config(self):
        return {**super().get_config(), "ratio": self.ratio}


def squeeze_excite(ratio=4, **options):
    return SqueezeExcite(ratio, **options)
