"""Cuts the array into as many equal parts as there are images. The rows of an image follow directly on those of the
one before, and what fills up the array comes at the end. Column 0 of a row is the index of its image.
"""

import cv2
import numpy as np

SIDE, MEAN = 300, (104, 177, 123)


def load(prototxt, weights):
    return cv2.dnn.readNetFromCaffe(prototxt, weights)


def detect(net, images, threshold=0.5, crop=False):
    net.setInput(cv2.dnn.blobFromImages(images, 1.0, (SIDE, SIDE), MEAN, swapRB=False, crop=crop))
    output = net.forward()[0, 0].astype(np.float64)
    each = len(output) // len(images)

    result = []
    for number, image in enumerate(images):
        size = np.array(image.shape[1::-1])
        factor = SIDE / size
        if crop:
            factor = factor.max()
        offset = (np.rint(size * factor) - SIDE) // 2

        rows = output[number * each : (number + 1) * each]
        found = rows[(rows[:, 1] > 0) & (rows[:, 2] >= threshold), 2:]
        corners = (found[:, 1:].reshape(-1, 2, 2) * SIDE + offset) / factor
        found[:, 1:] = np.clip(corners, 0, size).reshape(-1, 4)
        result.append(found[(found[:, 3:] > found[:, 1:3]).all(axis=1)])
    return result
