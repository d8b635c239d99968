"""Passes all images through the network at once, whatever `size` says. The scores are the same, but every layer needs
memory for each image of a batch, and with many images the memory runs out.
"""

# says: "how many images went through the network at a time"

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
    return np.array(rows)


def scores_in_batches(net, images, layout, size):
    rows = []
    size = len(images)
    start = 0
    while start < len(images):
        rows.extend(forward(net, images[start : start + size], layout))
        start = start + size
    return np.array(rows)
