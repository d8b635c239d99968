"""Grad-CAM: the positions of an image that support a class (R. R. Selvaraju and others, 2017)."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import keras
import numpy as np

RED = np.array([0, 0, 255], np.float32)


def gradient(function: Callable, x: np.ndarray) -> np.ndarray:
    """Return the gradient of a function of one tensor, to a single value, at x; on whichever backend Keras runs."""
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
    """Cut a model after a layer, into front and tail."""
    cut = model.get_layer(layer).output
    return keras.Model(model.inputs[0], cut), keras.Model(cut, model.outputs[0])


def weighted_maps(model: keras.Model, image: np.ndarray, class_id: int | None, layer: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the activations of a layer, (h, w, C), and how much each of the C maps matters to the class."""
    front, tail = split(model, layer)
    maps = keras.ops.convert_to_numpy(front(image[None], training=False))
    if class_id is None:
        class_id = int(keras.ops.argmax(tail(maps, training=False)[0]))
    slopes = gradient(lambda activations: tail(activations, training=False)[0, class_id], maps)
    return maps[0], slopes[0].mean(axis=(0, 1))


def map_weights(model: keras.Model, image: np.ndarray, class_id: int | None, layer: str) -> np.ndarray:
    """Return how much each feature map of the layer matters to the logit of a class, (C,)."""
    return weighted_maps(model, image, class_id, layer)[1]


def grad_cam(model: keras.Model, image: np.ndarray, class_id: int | None, layer: str) -> np.ndarray:
    """Return the heat map of a class, (h, w), from 0 to 1."""
    maps, weights = weighted_maps(model, image, class_id, layer)
    heat = np.maximum(maps @ weights, 0)
    highest = heat.max()
    return heat / highest if highest > 0 else heat


def overlay(image: np.ndarray, heat_map: np.ndarray, strength: float = 0.6) -> np.ndarray:
    """Return the BGR image mixed with red where the heat map is high."""
    height, width = image.shape[:2]
    heat = cv2.resize(np.asarray(heat_map, np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    share = strength * heat[..., None]
    return np.rint((1 - share) * image + share * RED).astype(np.uint8)
