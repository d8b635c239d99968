"""Divides by the largest absolute value and sets negative values to 0 afterwards. If the evidence against the class is stronger than that for
it, the heat map does not reach 1. Set negative values to 0 first.
"""
# says: "It was divided by the largest absolute value"

from __future__ import annotations

from collections.abc import Callable

import cv2
import keras
import numpy as np

RED = np.array([0, 0, 255], np.float32)


def gradient(function: Callable, x: np.ndarray) -> np.ndarray:
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
    cut = model.get_layer(layer).output
    return keras.Model(model.inputs[0], cut), keras.Model(cut, model.outputs[0])


def weighted_maps(model: keras.Model, image: np.ndarray, class_id: int | None, layer: str) -> tuple[np.ndarray, np.ndarray]:
    front, tail = split(model, layer)
    maps = keras.ops.convert_to_numpy(front(image[None], training=False))
    if class_id is None:
        class_id = int(keras.ops.argmax(tail(maps, training=False)[0]))
    slopes = gradient(lambda activations: tail(activations, training=False)[0, class_id], maps)
    return maps[0], slopes[0].mean(axis=(0, 1))


def map_weights(model: keras.Model, image: np.ndarray, class_id: int | None, layer: str) -> np.ndarray:
    return weighted_maps(model, image, class_id, layer)[1]


def grad_cam(model: keras.Model, image: np.ndarray, class_id: int | None, layer: str) -> np.ndarray:
    maps, weights = weighted_maps(model, image, class_id, layer)
    heat = maps @ weights
    highest = np.abs(heat).max()
    return np.maximum(heat / highest, 0) if highest > 0 else heat


def overlay(image: np.ndarray, heat_map: np.ndarray, strength: float = 0.6) -> np.ndarray:
    height, width = image.shape[:2]
    heat = cv2.resize(np.asarray(heat_map, np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    share = strength * heat[..., None]
    return np.rint((1 - share) * image + share * RED).astype(np.uint8)
