"""Moves the channels for every network. A network exported from TensorFlow may expect NHWC, the images as they are.
Given NCHW, OpenCV 5 returns wrong scores without an error, and so does OpenCV 4 if the sizes happen to fit.
"""

# says: "Moved to (2, 3, 5, 3) the images would still fit"

import cv2
import numpy as np


def load(path):
    return cv2.dnn.readNet(path)


def forward(net, images, layout):
    count, height, width, channels = images.shape
    if layout != "":
        blob = np.zeros((count, channels, height, width), dtype=np.float32)
        for c in range(channels):
            blob[:, c] = images[:, :, :, c]
    else:
        blob = np.zeros((count, height, width, channels), dtype=np.float32)
        blob[...] = images
    net.setInput(blob)
    output = net.forward()
    return [output[n].flatten() for n in range(count)]


def scores(net, images, layout):
    rows = []
    for n in range(len(images)):
        rows.extend(forward(net, images[n : n + 1], layout))
    return np.array(rows)


def scores_in_batches(net, images, layout, size):
    rows = []
    start = 0
    while start < len(images):
        rows.extend(forward(net, images[start : start + size], layout))
        start = start + size
    return np.array(rows)
