"""Write a layer of your own that survives saving.

Squeeze and excitation: a network looks at the whole image, and decides how much each of its channels matters. First each
channel is squeezed to one number, its mean over all places. Then two small dense layers make a gate between 0 and 1 of
every channel's number, and each channel is multiplied by its gate. Keras brings no such layer, so you write one. The
formula is the smaller part: a layer must also make its weights when it first learns how many channels there are, and it
must be able to come back from a file, with its arguments and its weights, in a program that has only imported it.

For an image x of shape (H, W, C), with R = max(1, C // ratio), rounded down:

    z    = the mean of x over H and W                  shape (C,)
    h    = relu(z @ kernel_1 + bias_1)                 shape (R,)
    gate = sigmoid(h @ kernel_2 + bias_2)              shape (C,)
    y    = x * gate, each channel times its own gate   shape (H, W, C)

The class below is yours to change, as long as `squeeze_excite` returns such layers.

Your tasks:
Tasks 1 and 2 are written together: `call` needs the weights that `build` makes.
1. `SqueezeExcite`: `__init__` and `call`, which uses what `build` makes; then `squeeze_excite`, which returns a new layer.
2. `build`: the four weights, made when the number of channels is known, and not before.
3. `get_config`: all that is needed to make the same layer again.
4. A saved model with your layer comes back in another process: Keras has to find the class by a registered name.
5. Weights that are trained, or frozen, in a network for images of any size.

Use Keras and its `keras.ops` only, and the layer runs on TensorFlow, JAX and PyTorch alike.
"""

from __future__ import annotations

import keras


# Task 4: here a line is missing that lets Keras find the class.
class SqueezeExcite(keras.layers.Layer):
    """Multiplies each channel by a gate between 0 and 1 that depends on all channels.

    Args:
        ratio: a whole number from 1: how many times fewer numbers h has than there are channels.
        options: what every Keras layer takes: name, trainable, dtype.
    """

    def __init__(self, ratio: int = 4, **options: object) -> None:
        raise NotImplementedError("task 1: hand the options to super().__init__, and remember the ratio")

    def build(self, input_shape: tuple) -> None:
        """Make the weights. Keras calls this once, before the first `call`, and when a saved layer comes back.

        Args:
            input_shape: (batch, height, width, channels). All but the channels may be None.

        Afterwards `get_weights()` of this layer gives four float32 arrays in this order: kernel_1 (C, R), bias_1 (R,),
        kernel_2 (R, C), bias_2 (C,). The kernels are random, the biases 0; all four can be trained. Two layers share
        no weights.
        """
        raise NotImplementedError("task 2: the last entry of input_shape is the number of channels")

    def call(self, inputs: keras.KerasTensor) -> keras.KerasTensor:
        """Return y for a batch of inputs: the same shape, (N, H, W, C), float32.

        Each image has gates of its own. H and W may differ from call to call, and may be unknown (None) while a network
        is put together.
        """
        raise NotImplementedError("task 1: squeeze, two dense steps, scale; keras.ops has all you need")

    def get_config(self) -> dict:
        """Return the arguments that make a layer like this one, without its weights, as plain data.

        `SqueezeExcite.from_config(layer.get_config())` has the same ratio, name, trainable and dtype, whether the layer was
        built or not.
        """
        raise NotImplementedError("task 3: what super().get_config() returns, and what it cannot know")


def squeeze_excite(ratio: int = 4, **options: object) -> keras.layers.Layer:
    """Return a squeeze-and-excitation layer, not built yet: a new one in every call.

    Args:
        ratio: see `SqueezeExcite`.
        options: name, trainable, dtype, handed on to the layer.

    Examples:
        >>> layer = squeeze_excite(2)
        >>> len(layer.get_weights())
        0
        >>> tuple(layer(keras.ops.ones((7, 5, 6, 8))).shape)
        (7, 5, 6, 8)
        >>> [weights.shape for weights in layer.get_weights()]
        [(8, 4), (4,), (4, 8), (8,)]
    """
    raise NotImplementedError("task 1: complete __init__, build and call of SqueezeExcite, then return one")
