"""Without a gradient: lets each map grow everywhere by a little, and looks at how much the score grows, which is the sum
of its gradients.
"""

import cv2
import keras
import numpy as np


def split(model, layer):
    cut = model.get_layer(layer).output
    return keras.Model(model.inputs[0], cut), keras.Model(cut, model.outputs[0])


def parts(model, image, class_id, layer):
    front, tail = split(model, layer)
    maps = keras.ops.convert_to_numpy(front(image[None]))
    if class_id is None:
        class_id = int(keras.ops.argmax(tail(maps), axis=-1)[0])
    count, step = maps.shape[-1], np.float32(0.004)
    nudges = step * np.eye(count, dtype=np.float32)[:, None, None, :]
    more = keras.ops.convert_to_numpy(tail(np.concatenate([maps + nudges, maps - nudges])))[:, class_id]
    sums = (more[:count] - more[count:]) / (2 * step)
    return maps[0], sums / (maps.shape[1] * maps.shape[2])


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
