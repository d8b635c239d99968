"""Takes the gradient of the probability instead of the logit. It also depends on the other classes, and it vanishes the more confident the network
is.
"""
# says: "behind a softmax"

import cv2
import keras
import numpy as np


def gradient(function, x):
    x = keras.ops.convert_to_tensor(x, "float32")
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf  # noqa: PLC0415

        with tf.GradientTape() as tape:
            tape.watch(x)
            value = function(x)
        slopes = tape.gradient(value, x)
    elif keras.backend.backend() == "jax":
        import jax  # noqa: PLC0415

        slopes = jax.grad(function)(x)
    else:
        x = x.detach().requires_grad_()
        function(x).backward()
        slopes = x.grad
    return keras.ops.convert_to_numpy(slopes)


def split(model, layer):
    cut = model.get_layer(layer).output
    return keras.Model(model.inputs[0], cut), keras.Model(cut, model.outputs[0])


def parts(model, image, class_id, layer):
    front, tail = split(model, layer)
    maps = keras.ops.convert_to_numpy(front(image[None]))
    if class_id is None:
        class_id = int(np.argmax(keras.ops.convert_to_numpy(tail(maps))[0]))
    slopes = gradient(lambda a: keras.ops.softmax(tail(a))[0, class_id], maps)
    return maps[0], slopes[0].mean(axis=(0, 1))


def map_weights(model, image, class_id, layer):
    return parts(model, image, class_id, layer)[1]


def grad_cam(model, image, class_id, layer):
    maps, weights = parts(model, image, class_id, layer)
    heat = np.maximum((maps * weights).sum(axis=-1), 0)
    return heat / heat.max() if heat.max() > 0 else heat


def overlay(image, heat_map, strength=0.6):
    heat = cv2.resize(np.float32(heat_map), (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    share = strength * heat[..., None]
    return np.rint((1 - share) * image + share * np.array([0, 0, 255])).astype(np.uint8)
