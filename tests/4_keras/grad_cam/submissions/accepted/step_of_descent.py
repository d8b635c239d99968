"""Asks no backend for a gradient: makes the activations the weights of a layer, and lets a step of gradient descent of
size 1 move them down the slope.
"""

import cv2
import keras
import numpy as np


class Score(keras.layers.Layer):
    """The score of a class for activations that are its own weights, whatever comes in."""

    def __init__(self, tail, class_id, values):
        super().__init__()
        tail.trainable = False
        self.tail, self.class_id = tail, class_id
        self.values = self.add_weight(shape=values.shape, initializer="zeros")
        self.values.assign(values)

    def call(self, inputs):
        return self.tail(self.values + 0 * keras.ops.sum(inputs), training=False)[:, self.class_id]


def split(model, layer):
    cut = model.get_layer(layer).output
    return keras.Model(model.inputs[0], cut), keras.Model(cut, model.outputs[0])


def parts(model, image, class_id, layer):
    front, tail = split(model, layer)
    maps = front.predict(image[None], verbose=0)
    scores = tail.predict(maps, verbose=0)[0]
    if class_id is None:
        class_id = int(scores.argmax())
    score = Score(tail, class_id, maps)
    trained = keras.Sequential([keras.Input((1,)), score])
    trained.compile(optimizer=keras.optimizers.SGD(1.0), loss=lambda _, value: -keras.ops.sum(value))
    trained.train_on_batch(np.zeros((1, 1), np.float32), np.zeros(1, np.float32))
    slopes = keras.ops.convert_to_numpy(score.values) - maps
    return maps[0], slopes[0].mean(axis=(0, 1))


def map_weights(model, image, class_id, layer):
    return parts(model, image, class_id, layer)[1]


def grad_cam(model, image, class_id, layer):
    maps, weights = parts(model, image, class_id, layer)
    heat = np.maximum((maps * weights).sum(axis=-1), 0)
    return heat / heat.max() if heat.max() > 0 else heat


def overlay(image, heat_map, strength=0.6):
    size = image.shape[1::-1]
    share = strength * cv2.resize(np.array(heat_map, np.float64), size)
    mixed = image.astype(np.float64)
    for channel, value in enumerate((0, 0, 255)):
        mixed[:, :, channel] += share * (value - mixed[:, :, channel])
    return np.uint8(np.clip(mixed + 0.5, 0, 255))
