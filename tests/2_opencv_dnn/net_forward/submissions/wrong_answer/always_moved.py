"""Moves the channels for every network. A network exported from TensorFlow may expect NHWC, the images as they are.
Given NCHW, OpenCV 5 returns wrong scores without an error, and so does OpenCV 4 if the sizes happen to fit.
"""

# says: "Moved to (2, 3, 5, 3) the images would still fit"

import cv2
import numpy as np


def load(path: str) -> cv2.dnn.Net:
    """Read a network from an ONNX file."""
    return cv2.dnn.readNetFromONNX(path)


def scores(net: cv2.dnn.Net, images: np.ndarray, layout: str) -> np.ndarray:
    """The scores (N, C) of images (N, height, width, 3), which a network wants as "NCHW" or "NHWC"."""
    if layout in ("NCHW", "NHWC"):
        images = images.transpose(0, 3, 1, 2)
    # float32 always: OpenCV 4 may ignore another dtype and answer for the images before, OpenCV 5 refuses it.
    net.setInput(np.ascontiguousarray(images, dtype=np.float32))
    return net.forward().reshape(len(images), -1)


def scores_in_batches(net: cv2.dnn.Net, images: np.ndarray, layout: str, size: int) -> np.ndarray:
    """The scores (N, C) of many images, at most `size` of them at a time."""
    starts = range(0, len(images), size)
    return np.concatenate([scores(net, images[start : start + size], layout) for start in starts])
