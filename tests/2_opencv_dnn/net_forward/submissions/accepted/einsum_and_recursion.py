"""Axes by `np.einsum`, a list of outputs, batches by recursion."""

import cv2
import numpy as np

AXES = {"NCHW": "nhwc->nchw", "NHWC": "nhwc->nhwc"}


def load(path):
    net = cv2.dnn.readNetFromONNX(path)
    net.setPreferableTarget(cv2.dnn.DNN_TARGET_CPU)
    return net


def scores(net, images, layout):
    net.setInput(np.einsum(AXES[layout], images.astype(np.float32)).copy())
    output = net.forward(net.getUnconnectedOutLayersNames())[0]
    return output.reshape(output.shape[0], np.prod(output.shape[1:], dtype=int))


def scores_in_batches(net, images, layout, size):
    head = scores(net, images[:size], layout)
    return head if len(images) <= size else np.concatenate((head, scores_in_batches(net, images[size:], layout, size)))
