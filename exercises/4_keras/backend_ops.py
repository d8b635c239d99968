"""Write a layer with keras.ops that works on every backend, both in eager execution and in a compiled function.

Images of different sizes are padded to one size before they form a batch. A layer then has to ignore the padding. In this
exercise you write attention pooling, which ignores it: each pixel gets a score, a softmax over the pixels *of the image* turns
the scores into weights, and the weighted mean of the features describes the image. In training, the pixel with the highest
score is hidden, so that the network also learns from the other pixels.

With NumPy you would loop over the images and assign to slices. Keras usually compiles the code of a layer: `tf.function` and
`jax.jit` run it with symbolic tensors, which have a shape and a dtype but no values, to record its operations. During this run

- the batch size N may be None (on TensorFlow),
- a Python `if` or `while` cannot depend on a tensor, and a tensor cannot be converted to a NumPy array or a Python number,
- a tensor cannot be changed; functions return new ones.

Import `keras`, but not `tensorflow`, `jax` or `torch`. NumPy may be used for constants. The suite calls the functions with
tensors of the backend, eagerly and in a compiled function. (On TensorFlow, AutoGraph is switched off: it would turn a Python
`if` into an operation of the graph, which does not happen with JAX and PyTorch.) A `KerasTensor` in a signature stands for
any tensor.

Tasks
1. `pixel_mask`: which pixels belong to the image.
2. `masked_softmax`: a softmax over these pixels, with gradients that are finite.
3. `without_strongest`: the mask without the pixel that has the highest score.
4. `attention_pool`: a layer made of these functions.
5. The layer works in a model: it can be trained, and hides the pixel with the highest score only in training.
6. Your program runs on every backend: it uses no functions that only one of them has.
"""

from __future__ import annotations

import keras


def pixel_mask(sizes: keras.KerasTensor, height: int, width: int) -> keras.KerasTensor:
    """Return a mask of the pixels of a padded batch that belong to the images.

    Each padded image has height x width pixels: the image itself is in the upper left corner, and the rest is padding.

    Args:
        sizes: int32 of shape (N, 2), N at least 1: for each image, the number of its rows, from 0 to `height`, and the number
            of its columns, from 0 to `width`.
        height: The number of rows of the padded images, a Python integer.
        width: The number of columns of the padded images, a Python integer.

    Returns:
        A bool tensor of shape (N, height, width), True for the pixels of the images.

    Examples:
        >>> mask = pixel_mask(keras.ops.convert_to_tensor([[1, 2], [2, 1]]), 2, 3)
        >>> keras.ops.convert_to_numpy(mask).astype(int).tolist()
        [[[1, 1, 0], [0, 0, 0]], [[1, 0, 0], [1, 0, 0]]]
    """
    raise NotImplementedError("task 1: compare keras.ops.arange(height) with the rows of each image; the same for the columns")


def masked_softmax(scores: keras.KerasTensor, mask: keras.KerasTensor) -> keras.KerasTensor:
    """For each image, compute the softmax of its scores over the pixels of its mask.

    The weight of pixel i is exp(score i) divided by the sum of exp(score j) over all pixels j of the image with mask True.

    Args:
        scores: float32 of shape (N, H, W), N at least 1, from -10,000 to 10,000. The scores of the padding may have any values
            in this range, and must not influence the result.
        mask: bool of shape (N, H, W).

    Returns:
        float32 of shape (N, H, W): 0 where the mask is False. If an image has no pixel in its mask, all its weights are 0.
        Neither the weights nor their derivatives with respect to the scores contain NaN or infinity, and the derivatives with
        respect to the scores of the padding are 0.

    Examples:
        >>> scores = keras.ops.convert_to_tensor([[[0.0, 0.0, 7.0]]])
        >>> mask = keras.ops.convert_to_tensor([[[True, True, False]]])
        >>> keras.ops.convert_to_numpy(masked_softmax(scores, mask)).tolist()
        [[[0.5, 0.5, 0.0]]]
    """
    raise NotImplementedError("task 2: keras.ops.where replaces the scores of the padding; which score has weight 0 after a softmax?")


def without_strongest(scores: keras.KerasTensor, mask: keras.KerasTensor) -> keras.KerasTensor:
    """Remove from each mask the pixel that has the highest score among the pixels of the mask.

    Args:
        scores: float32 of shape (N, H, W), N at least 1, from -10,000 to 10,000; the padding may have any values in
            this range.
        mask: bool of shape (N, H, W).

    Returns:
        A new bool tensor of shape (N, H, W): the mask, with one pixel set to False in each image that has at least two pixels
        in its mask. If several pixels share the highest score, the first of them, counted row by row, is set to False.

    Examples:
        >>> scores = keras.ops.convert_to_tensor([[[3.0, 5.0, 9.0]], [[1.0, 2.0, 3.0]]])
        >>> mask = keras.ops.convert_to_tensor([[[True, True, False]], [[True, False, False]]])
        >>> keras.ops.convert_to_numpy(without_strongest(scores, mask)).astype(int).tolist()
        [[[1, 0, 0]], [[1, 0, 0]]]
    """
    raise NotImplementedError("task 3: flatten rows and columns into one axis, find each image's maximum with argmax, and combine masks")


def attention_pool(**options: object) -> keras.layers.Layer:
    """Return a new layer that pools the features of padded images.

    The layer is called on a list [features, sizes]: float32 of shape (N, H, W, C), and int32 of shape (N, 2) as for `pixel_mask`.
    N may be None while a model is being built; H, W and C are known. The layer has one trainable weight, the kernel of shape
    (C,), which is 0 in a new layer.

        score of a pixel = sum over c of feature c times kernel c
        weights          = masked_softmax(scores, mask)
        result           = sum over the pixels of weight times features            float32, shape (N, C)

    The mask is the result of `pixel_mask`. `without_strongest` is applied to it only if the layer is called with training=True.
    For an image without pixels, the result is 0.

    Args:
        options: The keyword arguments that every Keras layer accepts: name, trainable, and dtype, which is float32.

    Examples:
        >>> layer = attention_pool(name="pool")
        >>> features = keras.ops.convert_to_tensor([[[[2.0], [4.0], [9.0]]]])
        >>> sizes = keras.ops.convert_to_tensor([[1, 2]])
        >>> float(layer([features, sizes])[0, 0]), float(layer([features, sizes], training=True)[0, 0])
        (3.0, 4.0)
    """
    raise NotImplementedError("task 4: a subclass of keras.layers.Layer, with add_weight in build; build gets a list of two shapes")
