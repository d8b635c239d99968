"""A squeeze-and-excitation layer that survives saving (J. Hu, L. Shen and G. Sun, 2018)."""

from __future__ import annotations

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="deepkata")
class SqueezeExcite(keras.layers.Layer):
    """Multiplies each channel by a gate between 0 and 1 that depends on all channels."""

    def __init__(self, ratio: int = 4, **options: object) -> None:
        super().__init__(**options)
        self.ratio = ratio

    def build(self, input_shape: tuple) -> None:
        """Create and build the two dense layers: without `build` they have no weights that could be loaded from a file."""
        channels = input_shape[-1]
        hidden = max(1, channels // self.ratio)
        self.reduce = layers.Dense(hidden, activation="relu", dtype=self.dtype_policy)
        self.reduce.build((None, channels))
        self.expand = layers.Dense(channels, activation="sigmoid", dtype=self.dtype_policy)
        self.expand.build((None, hidden))

    def call(self, inputs: keras.KerasTensor) -> keras.KerasTensor:
        """Return each channel times its gate, (N, H, W, C)."""
        squeezed = ops.mean(inputs, axis=(1, 2))
        gates = self.expand(self.reduce(squeezed))
        return inputs * gates[:, None, None, :]

    def get_config(self) -> dict:
        """Return the ratio in addition to the configuration of every layer."""
        return {**super().get_config(), "ratio": self.ratio}


def squeeze_excite(ratio: int = 4, **options: object) -> keras.layers.Layer:
    """Return a new layer that has not been built yet."""
    return SqueezeExcite(ratio, **options)
