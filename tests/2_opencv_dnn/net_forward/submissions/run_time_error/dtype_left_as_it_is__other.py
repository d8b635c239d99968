"""Hands the images over in whatever dtype they have. OpenCV 5 refuses all but floats. OpenCV 4.14 takes some dtypes as
long as nothing else came before; once the network was given float32, other arrays are ignored without a word, and the
scores of the images before come back. Convert to float32, always.
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
