"""Replaces the ratio in build by the number of hidden units, and puts that into the configuration. A copy made from it divides once more. Keep
the arguments of __init__ unchanged.
"""
# says: "Does the configuration contain the ratio that was passed to __init__?"

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="deepkata")
class SqueezeExcite(keras.layers.Layer):
    def __init__(self, ratio=4, **options):
        super().__init__(**options)
        self.ratio = ratio

    def build(self, input_shape):
        channels = input_shape[-1]
        self.ratio = hidden = max(1, channels // self.ratio)
        self.first = keras.layers.Dense(hidden, activation="relu")
        self.first.build((None, channels))
        self.second = keras.layers.Dense(channels, activation="sigmoid")
        self.second.build((None, hidden))

    def call(self, inputs):
        gates = self.second(self.first(ops.mean(inputs, axis=(1, 2))))
        return inputs * ops.reshape(gates, (-1, 1, 1, inputs.shape[-1]))

    def get_config(self):
        return {**super().get_config(), "ratio": self.ratio}


def squeeze_excite(ratio=4, **options):
    return SqueezeExcite(ratio, **options)
