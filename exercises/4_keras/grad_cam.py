"""See what a decision was based on: a heat map of the positions that support a class.

Grad-CAM looks at the output of one layer, usually the last convolution: C feature maps of h x w positions, also called the
*activations*. A map supports a class if the score of the class grows when the values of the map grow. The gradient of the
score, averaged over all positions, is the weight of the map. The maps are summed with these weights. Negative sums are evidence
against the class and are set to 0. The result is divided by its largest value and drawn over the image.

Keras's own operations do not include gradients, since each backend computes them in its own way. The function `gradient` below
is complete and works on TensorFlow, JAX and PyTorch.

Tasks
1. `split`: cut a model at a layer, into the part before and the part after it.
2. `map_weights`: how much each feature map matters to the score of a class.
3. `grad_cam`: the heat map, from 0 to 1.
4. `overlay`: draw it on the image.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2  # noqa: F401 - for overlay
import keras
import numpy as np


def gradient(function: Callable, x: np.ndarray) -> np.ndarray:
    """Return the gradient of a function at x. This function is complete; there is nothing to do here.

    Args:
        function: It takes a float32 tensor with the shape of x and returns a tensor of shape (), such as `tail(a)[0, 2]`. It
            uses only Keras models and `keras.ops`.
        x: The point at which the gradient is computed.

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
    """Cut a model after a layer.

    Args:
        model: Functional or Sequential, with one input and one output: `model.inputs[0]` and `model.outputs[0]`. (A Sequential
            model that has not been called has no `model.input`.) Every path from input to output passes through the layer;
            before and after it there may be branches that merge again.
        layer: The name of the layer.

    Returns:
        Two models that share the layers of the given model: the front, from images to the output of the layer, and the tail,
        from there to the output of the model. `tail(front(x))` equals `model(x)`.

    Examples:
        >>> inputs = keras.Input((5, 4, 3))
        >>> maps = keras.layers.Conv2D(6, 2, name="maps")(inputs)
        >>> model = keras.Model(inputs, keras.layers.GlobalMaxPooling2D()(maps))
        >>> front, tail = split(model, "maps")
        >>> front.output_shape, tail.input_shape
        ((None, 4, 3, 6), (None, 4, 3, 6))
    """
    raise NotImplementedError("task 1: call keras.Model(from, to) twice; which attribute of a layer is its symbolic output?")


def map_weights(model: keras.Model, image: np.ndarray, class_id: int | None, layer: str) -> np.ndarray:
    """Return how much each feature map of the layer matters to the score of a class for one image.

    Args:
        model: As for `split`; its outputs are logits, (N, classes). Use it in inference mode, in which layers such as dropout
            are inactive.
        image: float32, shape (H, W, 3): one image without the batch axis, already preprocessed for the model.
        class_id: The class, counted from 0; None stands for the class with the highest score.
        layer: The name of a layer whose output is (N, h, w, C).

    Returns:
        float32, shape (C,): for each map, the gradient of the logit of the class, averaged over the map's h x w
        positions.
    """
    raise NotImplementedError(
        "task 2: compute the gradient of the tail at the activations, then the mean over the positions"
    )


def grad_cam(model: keras.Model, image: np.ndarray, class_id: int | None, layer: str) -> np.ndarray:
    """Return the heat map of a class: the positions at which the network finds evidence for it.

    Args:
        model: As for `map_weights`.
        image: As for `map_weights`: one image, shape (H, W, 3).
        class_id: As for `map_weights`: the class, or None for the class with the highest score.
        layer: As for `map_weights`.

    Returns:
        float32, shape (h, w): the weighted sum of the maps, with negative values set to 0, divided by the largest value (a
        relative error of a millionth is allowed). If no value is positive, the heat map is 0 everywhere.
    """
    raise NotImplementedError("task 3: sum the weighted maps, set negative values to 0, divide; avoid 0 / 0")


def overlay(image: np.ndarray, heat_map: np.ndarray, strength: float = 0.6) -> np.ndarray:
    """Draw a heat map on an image, in red.

    Enlarge the heat map to the size of the image with `cv2.resize` and `cv2.INTER_LINEAR`. A pixel at which the heat map is t
    becomes a mixture of its own colour, with weight 1 - strength * t, and pure red, with weight strength * t.

    Args:
        image: uint8, shape (H, W, 3), BGR as OpenCV reads it.
        heat_map: Shape (h, w), values from 0 to 1.
        strength: From 0 to 1.

    Returns:
        uint8, shape (H, W, 3), BGR, rounded to the nearest integer.

    Examples:
        >>> grey = np.full((2, 3, 3), 100, np.uint8)
        >>> overlay(grey, np.full((1, 1), 0.5), 0.8)[0, 0].tolist()
        [60, 60, 162]
    """
    raise NotImplementedError("task 4: enlarge the heat map, mix in float, then round")
