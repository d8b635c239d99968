"""Plain: the mean as a sum divided by a count, the sigmoid by its formula, another class name and package, from_config
written out.
"""

import keras
from keras import ops


@keras.saving.register_keras_serializable("my_layers", name="gate")
class SqueezeExcite(keras.layers.Layer):
    def __init__(self, ratio=4, **options):
        super().__init__(**options)
        self.ratio = ratio

    def build(self, input_shape):
        c = input_shape[-1]
        r = max(1, c // self.ratio)
        self.kernel_1 = self.add_weight(shape=(c, r), initializer="glorot_uniform", name="kernel_1")
        self.bias_1 = self.add_weight(shape=(r,), initializer="zeros", name="bias_1")
        self.kernel_2 = self.add_weight(shape=(r, c), initializer="glorot_uniform", name="kernel_2")
        self.bias_2 = self.add_weight(shape=(c,), initializer="zeros", name="bias_2")

    def call(self, inputs):
        size = ops.shape(inputs)
        count = ops.cast(size[1] * size[2], inputs.dtype)
        z = ops.sum(ops.sum(inputs, axis=1), axis=1) / count
        h = ops.maximum(z @ self.kernel_1 + self.bias_1, 0)
        gates = 1 / (1 + ops.exp(-(h @ self.kernel_2 + self.bias_2)))
        return ops.einsum("nhwc,nc->nhwc", inputs, gates)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        config = super().get_config()
        config.update(ratio=self.ratio)
        return config

    @classmethod
    def from_config(cls, config):
        ratio = config.pop("ratio")
        return cls(ratio=ratio, **config)


def squeeze_excite(ratio=4, **options):
    return SqueezeExcite(ratio, **options)
