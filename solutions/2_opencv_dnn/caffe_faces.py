"""Faces, by a network from Caffe: the reference."""

from collections.abc import Sequence

import cv2
import numpy as np

#: Width and height of the network's input, and the mean of blue, green and red.
SIDE, MEAN = 300, (104, 177, 123)


def load(prototxt: str, weights: str) -> cv2.dnn.Net:
    """Read a network from its list of layers and its weights."""
    return cv2.dnn.readNetFromCaffe(prototxt, weights)


def detect(net: cv2.dnn.Net, images: Sequence[np.ndarray], threshold: float = 0.5, crop: bool = False) -> list[np.ndarray]:
    """Return a (K, 5) array for each image: score and corners of each face, in its pixels, clipped to it."""
    net.setInput(cv2.dnn.blobFromImages(images, 1.0, (SIDE, SIDE), MEAN, swapRB=False, crop=crop))
    rows = net.forward()[0, 0].astype(np.float64)
    rows = rows[(rows[:, 1] > 0) & (rows[:, 2] >= threshold)]

    result = []
    for number, image in enumerate(images):
        size = np.array(image.shape[1::-1])  # width, height
        factor = SIDE / size
        if crop:
            factor = factor.max()
        offset = (np.rint(size * factor) - SIDE) // 2  # what is cut off on the left and at the top: 0 without `crop`

        found = rows[rows[:, 0] == number, 2:]
        corners = (found[:, 1:].reshape(-1, 2, 2) * SIDE + offset) / factor
        found[:, 1:] = np.clip(corners, 0, size).reshape(-1, 4)
        result.append(found[(found[:, 3:] > found[:, 1:3]).all(axis=1)])
    return result
