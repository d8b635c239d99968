"""Finds the order of the axes by the letters of the layout; batches from a generator."""

import cv2
import numpy as np


def load(path):
    net = cv2.dnn.readNetFromONNX(str(path))
    net.setPreferableBackend(cv2.dnn.DNN_BACKEND_OPENCV)
    return net


def scores(net, images, layout):
    order = ["NHWC".index(letter) for letter in layout]
    blob = np.empty([images.shape[axis] for axis in order], dtype=np.float32)
    np.copyto(blob, np.transpose(images, order), casting="unsafe")
    net.setInput(blob)
    output = np.asarray(net.forward())
    return np.array([np.ravel(one) for one in output], dtype=np.float32)


def batches(images, size):
    for first in range(0, len(images), size):
        yield images[first : min(first + size, len(images))]


def scores_in_batches(net, images, layout, size):
    found = None
    done = 0
    for batch in batches(images, size):
        rows = scores(net, batch, layout)
        if found is None:
            found = np.zeros((len(images), rows.shape[1]), np.float32)
        found[done : done + len(rows)] = rows
        done += len(rows)
    return found
