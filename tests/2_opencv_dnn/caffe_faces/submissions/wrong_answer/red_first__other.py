"""Gives the network red, green, blue. This network was trained on images as OpenCV reads them, blue first, so `swapRB`
stays off. Large faces are still found; small ones are missed.
"""

import cv2
import numpy as np

SIDE, MEAN = 300, (104, 177, 123)


def load(prototxt, weights):
    return cv2.dnn.readNetFromCaffe(prototxt, weights)


def detect(net, images, threshold=0.5, crop=False):
    net.setInput(cv2.dnn.blobFromImages(images, 1.0, (SIDE, SIDE), MEAN, swapRB=True, crop=crop))
    rows = net.forward()[0, 0].astype(np.float64)
    rows = rows[(rows[:, 1] > 0) & (rows[:, 2] >= threshold)]

    result = []
    for number, image in enumerate(images):
        size = np.array(image.shape[1::-1])
        factor = SIDE / size
        if crop:
            factor = factor.max()
        offset = (np.rint(size * factor) - SIDE) // 2

        found = rows[rows[:, 0] == number, 2:]
        corners = (found[:, 1:].reshape(-1, 2, 2) * SIDE + offset) / factor
        found[:, 1:] = np.clip(corners, 0, size).reshape(-1, 4)
        result.append(found[(found[:, 3:] > found[:, 1:3]).all(axis=1)])
    return result
