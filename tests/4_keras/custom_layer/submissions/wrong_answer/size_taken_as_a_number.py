"""Divides the sum by the height and width of the shape, which are None while a functional model is built. ops.mean needs no sizes, and ops.shape
gives those of the call.
"""
# needs: tensorflow
# says: "height and width are None"

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
        gates = self.second(self.first(ops.sum(inputs, axis=(1, 2)) / (inputs.shape[1] * inputs.shape[2])))
        return inputs * ops.reshape(gates, (-1, 1, 1, inputs.shape[-1]))

    def get_config(self):
        return {**super().get_config(), "ratio": self.ratio}


def squeeze_excite(ratio=4, **options):
    return SqueezeExcite(ratio, **options)
