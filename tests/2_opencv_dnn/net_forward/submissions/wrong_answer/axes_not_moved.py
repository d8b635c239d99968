"""Passes NHWC images to a network that expects NCHW. For most images OpenCV raises an error, but an image of three rows
fits as three channels, and gives wrong scores. Move the channels before height and width.
"""

import cv2
import numpy as np


def load(path: str) -> cv2.dnn.Net:
    """Read a network from an ONNX file."""
    return cv2.dnn.readNetFromONNX(path)


def scores(net: cv2.dnn.Net, images: np.ndarray, layout: str) -> np.ndarray:
    """The scores (N, C) of images (N, height, width, 3), which a network wants as "NCHW" or "NHWC"."""
    if layout == "CHWN":
        images = images.transpose(0, 3, 1, 2)
    # float32 always: OpenCV 4 may ignore another dtype and answer for the images before, OpenCV 5 refuses it.
    net.setInput(np.ascontiguousarray(images, dtype=np.float32))
    return net.forward().reshape(len(images), -1)


def scores_in_batches(net: cv2.dnn.Net, images: np.ndarray, layout: str, size: int) -> np.ndarray:
    """The scores (N, C) of many images, at most `size` of them at a time."""
    starts = range(0, len(images), size)
    return np.concatenate([scores(net, images[start : start + size], layout) for start in starts])
