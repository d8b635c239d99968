"""Creates its weights in __init__, for a fixed number of channels, so they fit one network only. Create them in build, which gets the shape of
the input.
"""
# says: "built for such images, the layer has weights of the shapes"

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="deepkata")
class SqueezeExcite(keras.layers.Layer):
    def __init__(self, ratio=4, channels=12, **options):
        super().__init__(**options)
        self.ratio = ratio
        hidden = max(1, channels // ratio)
        self.kernel_1 = self.add_weight(shape=(channels, hidden))
        self.bias_1 = self.add_weight(shape=(hidden,), initializer="zeros")
        self.kernel_2 = self.add_weight(shape=(hidden, channels))
        self.bias_2 = self.add_weight(shape=(channels,), initializer="zeros")

    def call(self, inputs):
        z = ops.mean(inputs, axis=(1, 2), keepdims=True)[..., :1] * ops.ones((self.kernel_1.shape[0],))
        h = ops.relu(ops.matmul(z, self.kernel_1) + self.bias_1)
        return inputs * ops.sigmoid(ops.matmul(h, self.kernel_2) + self.bias_2)[..., :1]

    def get_config(self):
        return {**super().get_config(), "ratio": self.ratio}


def squeeze_excite(ratio=4, **options):
    return SqueezeExcite(ratio, **options)
