"""`cv2.dnn.blobFromImages` makes the planes; batches by `np.array_split` at given places."""

import cv2
import numpy as np


def load(path):
    with open(path, "rb") as file:
        return cv2.dnn.readNetFromONNX(np.frombuffer(file.read(), dtype=np.uint8))


def scores(net, images, layout):
    images = np.array(images, dtype=np.float32)
    blob = images if layout == "NHWC" else cv2.dnn.blobFromImages(list(images))
    net.setInput(blob)
    (name,) = net.getUnconnectedOutLayersNames()
    return np.vstack([scores_of_one.ravel() for scores_of_one in net.forward(name)])


def scores_in_batches(net, images, layout, size):
    parts = np.split(images, np.arange(size, len(images), size))
    return np.vstack([scores(net, part, layout) for part in parts])
