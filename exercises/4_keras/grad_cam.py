"""See why a network decided: a heat map of the places that speak for a class.

Grad-CAM cuts a network at one of its layers, the last convolution as a rule. There it has C maps of h x w places, the
*activations*. How much does each map matter to the score of a class? As much as the score grows when the map does: the gradient
of the score, averaged over all places, is the map's weight. The maps are added up with these weights, what is negative speaks against the
class and is cut off, and the rest, scaled to 1, is laid over the image.

A gradient is not part of Keras's own operations: each backend has its way. `gradient` below is complete and knows
all three, so that your program runs on TensorFlow, JAX and PyTorch alike.

Your tasks:
1. `split`: cut a model at a layer, into the part before and the part after it.
2. `map_weights`: how much each map matters to the score of a class.
3. `grad_cam`: the heat map, from 0 to 1.
4. `overlay`: draw it on the image.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2  # noqa: F401 - for overlay
import keras
import numpy as np


def gradient(function: Callable, x: np.ndarray) -> np.ndarray:
    """Return the gradient of a function at x; complete, nothing to do here.

    Args:
        function: takes a float32 tensor like x, and returns a tensor of one value and no axes, such as `tail(a)[0, 2]`. It uses Keras
            models and `keras.ops` only.
        x: the place.

    Returns:
        float32, the shape of x.
    """
    x = keras.ops.convert_to_tensor(x, "float32")
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf  # noqa: PLC0415 - only where it is the backend

        with tf.GradientTape() as tape:
            tape.watch(x)
            value = function(x)
        slopes = tape.gradient(value, x)
    elif keras.backend.backend() == "jax":
        import jax  # noqa: PLC0415 - as above

        slopes = jax.grad(function)(x)
    else:
        x = x.detach().requires_grad_()
        function(x).backward()
        slopes = x.grad
    return keras.ops.convert_to_numpy(slopes)


def split(model: keras.Model, layer: str) -> tuple[keras.Model, keras.Model]:
    """Cut a model behind a layer.

    Args:
        model: functional or Sequential, with one input and one output: `model.inputs[0]` and `model.outputs[0]`. (`model.input`
            is not there in a Sequential that nobody has called yet.) All that goes from the one to the other goes through the
            layer; behind it, and before it, there may be branches that meet again.
        layer: its name.

    Returns:
        Two models, which share the layers of the given one: the front, from images to the output of the layer, and the tail,
        from there to the output of the model. `tail(front(x))` is `model(x)`.

    Examples:
        >>> inputs = keras.Input((5, 4, 3))
        >>> maps = keras.layers.Conv2D(6, 2, name="maps")(inputs)
        >>> model = keras.Model(inputs, keras.layers.GlobalMaxPooling2D()(maps))
        >>> front, tail = split(model, "maps")
        >>> front.output_shape, tail.input_shape
        ((None, 4, 3, 6), (None, 4, 3, 6))
    """
    raise NotImplementedError("task 1: keras.Model(from, to), twice; what is the output of a layer?")


def map_weights(model: keras.Model, image: np.ndarray, class_id: int | None, layer: str) -> np.ndarray:
    """Return how much each map of the layer matters to the score of a class, for this image.

    Args:
        model: see `split`; its output are logits, (N, classes). It is at rest: layers such as a dropout do nothing.
        image: float32, shape (H, W, 3), one image as the model takes it.
        class_id: the class, from 0; None stands for the one with the highest score.
        layer: the name of a layer whose output is (N, h, w, C).

    Returns:
        float32, shape (C,): for each map, the mean over its h x w places of the gradient of the class's logit.
    """
    raise NotImplementedError("task 2: the gradient of the tail at the activations, then the mean over the places")


def grad_cam(model: keras.Model, image: np.ndarray, class_id: int | None, layer: str) -> np.ndarray:
    """Return the heat map of a class: where in the image the network sees what speaks for it.

    Args:
        model: as in `map_weights`, like the other three.
        image: one image, (H, W, 3).
        class_id: the class, or None.
        layer: the name of the layer.

    Returns:
        float32, shape (h, w): the sum of the maps times their weights, negative values set to 0, divided by the largest
        value (a millionth of it more or less is as good). Where nothing is positive, all is 0.
    """
    raise NotImplementedError("task 3: add up the maps with their weights, cut off below 0, divide; beware of 0 / 0")


def overlay(image: np.ndarray, heat_map: np.ndarray, strength: float = 0.6) -> np.ndarray:
    """Draw a heat map on an image, in red.

    The heat map is enlarged to the size of the image by `cv2.resize` with `cv2.INTER_LINEAR`. A pixel with the heat t becomes the
    mixture of its own colour, with the share 1 - strength * t, and pure red, with the share strength * t.

    Args:
        image: uint8, shape (H, W, 3), BGR as OpenCV reads it. Must not be changed.
        heat_map: shape (h, w), values from 0 to 1. Must not be changed.
        strength: from 0 to 1.

    Returns:
        uint8, shape (H, W, 3), BGR, rounded to the nearest whole number.

    Examples:
        >>> grey = np.full((2, 3, 3), 100, np.uint8)
        >>> overlay(grey, np.full((1, 1), 0.5), 0.8)[0, 0].tolist()
        [60, 60, 162]
    """
    raise NotImplementedError("task 4: enlarge the heat map, then mix in float, then round")
