"""Write a layer of your own that survives saving.

Squeeze and excitation uses the whole image to determine how much each channel matters. Each channel is reduced to one number,
its mean over all pixels. Two small dense layers turn these numbers into a gate between 0 and 1 for each channel, and each
channel is multiplied by its gate. Keras has no such layer. The formula is the smaller part of the work. A layer must also
create its weights once the number of channels is known. And a program that has only imported the layer's class must be able to
load the layer from a file, with its arguments and weights.

For an image x of shape (H, W, C), with R = max(1, C // ratio):

    z    = mean of x over H and W                      shape (C,)
    h    = relu(z @ kernel_1 + bias_1)                 shape (R,)
    gate = sigmoid(h @ kernel_2 + bias_2)              shape (C,)
    y    = x * gate, each channel times its own gate   shape (H, W, C)

You may change the class below, even its name, as long as `squeeze_excite` returns a layer of this kind.

Tasks (write 1 and 2 together, since `call` needs the weights that `build` creates)
1. `SqueezeExcite`: `__init__` and `call`; then `squeeze_excite`, which returns a new layer.
2. `build`: the four weights, created once the number of channels is known, not before.
3. `get_config`: everything that is needed to create the same layer again.
4. A saved model with your layer can be loaded in another process: register the class under a name.
5. The layer works in a network for images of any size, and it can be trained, or frozen with `trainable = False`.

If you use only Keras and its `keras.ops`, the layer works on TensorFlow, JAX and PyTorch.
"""

from __future__ import annotations

import keras


# Task 4: a line that registers the class with Keras is missing here.
class SqueezeExcite(keras.layers.Layer):
    """Multiplies each channel by a gate between 0 and 1 that depends on all channels.

    Args:
        ratio: An integer of at least 1; h consists of R = max(1, C // ratio) numbers.
        options: The keyword arguments that every Keras layer accepts: name, trainable, dtype.
    """

    def __init__(self, ratio: int = 4, **options: object) -> None:
        raise NotImplementedError("task 1: pass the options to super().__init__, and store the ratio")

    def build(self, input_shape: tuple) -> None:
        """Create the weights.

        Keras calls this once for each layer object: before the first `call`, or when a saved layer is loaded.

        Args:
            input_shape: (batch, height, width, channels). All of these except the channels may be None.

        Afterwards `get_weights()` of this layer returns four arrays in this order: kernel_1 (C, R), bias_1 (R,), kernel_2 (R, C),
        bias_2 (C,); float32, unless the layer has another dtype. The kernels are random, the biases 0; all four are trainable.
        Each layer has its own weights.
        """
        raise NotImplementedError("task 2: the last entry of input_shape is the number of channels")

    def call(self, inputs: keras.KerasTensor) -> keras.KerasTensor:
        """Return y for a batch of inputs: the same shape, (N, H, W, C), and the dtype of the layer, usually float32.

        Each image has its own gates. H and W may differ from call to call, and may be unknown (None) while a network is
        assembled.
        """
        raise NotImplementedError("task 1: squeeze, two dense layers, scale; keras.ops has all the functions you need")

    def get_config(self) -> dict:
        """Return the arguments that create a layer like this one, without its weights, as data that JSON can store.

        `SqueezeExcite.from_config(layer.get_config())` has the same ratio, name, trainable and dtype, whether or not the layer
        has been built.
        """
        raise NotImplementedError("task 3: the result of super().get_config(), and the argument that it does not contain")


def squeeze_excite(ratio: int = 4, **options: object) -> keras.layers.Layer:
    """Return a new squeeze-and-excitation layer that has not been built yet.

    Args:
        ratio: See `SqueezeExcite`.
        options: name, trainable, dtype, passed on to the layer.

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
