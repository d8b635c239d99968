"""Removes all axes of length 1, and makes a row of what has only one axis left. That is right for one image. If the
network has one class, its axis has length 1 as well, so three images with one score each look like one image with
three. Reshape to (N, -1).
"""

import cv2
import numpy as np


def load(path):
    return cv2.dnn.readNet(path)


def forward(net, images, layout):
    count, height, width, channels = images.shape
    if layout == "NCHW":
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
    result = np.squeeze(np.array(rows))
    return result if result.ndim == 2 else result.reshape(1, -1)


def scores_in_batches(net, images, layout, size):
    rows = []
    start = 0
    while start < len(images):
        rows.extend(forward(net, images[start : start + size], layout))
        start = start + size
    return np.array(rows)
