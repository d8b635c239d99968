"""Keeps its weights as constant arrays. The formula is right, but Keras knows of no weights, so none is saved or trained. Create them with
self.add_weight, or with layers.
"""
# says: "built for such images, the layer has weights of the shapes none at all"

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="deepkata")
class SqueezeExcite(keras.layers.Layer):
    def __init__(self, ratio=4, **options):
        super().__init__(**options)
        self.ratio = ratio

    def build(self, input_shape):
        c = input_shape[-1]
        r = max(1, c // self.ratio)
        self.kernel_1 = keras.random.normal((c, r))
        self.kernel_2 = keras.random.normal((r, c))

    def call(self, inputs):
        z = ops.mean(inputs, axis=(1, 2), keepdims=True)
        h = ops.relu(ops.matmul(z, self.kernel_1))
        return inputs * ops.sigmoid(ops.matmul(h, self.kernel_2))

    def get_config(self):
        return {**super().get_config(), "ratio": self.ratio}


def squeeze_excite(ratio=4, **options):
    return SqueezeExcite(ratio, **options)
