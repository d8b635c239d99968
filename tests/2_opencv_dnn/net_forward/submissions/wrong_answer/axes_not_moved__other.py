"""Passes NHWC images to a network that expects NCHW. For most images OpenCV raises an error, but an image of three rows
fits as three channels, and gives wrong scores. Move the channels before height and width.
"""

import cv2
import numpy as np


def load(path):
    return cv2.dnn.readNet(path)


def forward(net, images, layout):
    count, height, width, channels = images.shape
    if layout:
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
