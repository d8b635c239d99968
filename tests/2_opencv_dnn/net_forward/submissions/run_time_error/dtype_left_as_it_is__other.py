"""Passes the images in whatever dtype they have. OpenCV 5 rejects all but floats. OpenCV 4.14 accepts some dtypes at
first, but after a float32 batch it silently ignores other arrays and returns the previous scores. Always convert to
float32.
"""

import cv2
import numpy as np


def load(path):
    return cv2.dnn.readNet(path)


def forward(net, images, layout):
    count, height, width, channels = images.shape
    if layout == "NCHW":
        blob = np.zeros((count, channels, height, width), dtype=images.dtype)
        for c in range(channels):
            blob[:, c] = images[:, :, :, c]
    else:
        blob = np.zeros((count, height, width, channels), dtype=images.dtype)
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
