"""Made of layers: pooling that keeps its axes, two convolutions of one place, a product. The kernels of convolutions
have four axes, so the dense layers are used on the pooled axes.
"""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="deepkata")
class SqueezeExcite(keras.layers.Layer):
    def __init__(self, ratio=4, **options):
        super().__init__(**options)
        self.ratio = int(ratio)
        self.squeeze = keras.layers.GlobalAveragePooling2D(keepdims=True)
        self.multiply = keras.layers.Multiply()

    def build(self, input_shape):
        self.gate = keras.Sequential(
            [
                keras.layers.Dense(max(1, input_shape[-1] // self.ratio), activation="relu"),
                keras.layers.Dense(input_shape[-1], activation="sigmoid"),
            ]
        )
        self.gate.build((None, 1, 1, input_shape[-1]))

    def call(self, inputs):
        return self.multiply([inputs, self.gate(self.squeeze(inputs))])

    def get_config(self):
        return {**super().get_config(), "ratio": self.ratio}


def squeeze_excite(ratio=4, **options):
    return SqueezeExcite(ratio, **options)
