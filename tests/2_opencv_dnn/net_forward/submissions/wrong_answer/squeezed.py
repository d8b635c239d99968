"""Removes the axes of length 1 from the output. With a single image, its axis has length 1 as well and is lost: (5,)
instead of (1, 5). Reshape to (N, -1).
"""

import cv2
import numpy as np


def load(path: str) -> cv2.dnn.Net:
    """Read a network from an ONNX file."""
    return cv2.dnn.readNetFromONNX(path)


def scores(net: cv2.dnn.Net, images: np.ndarray, layout: str) -> np.ndarray:
    """The scores (N, C) of images (N, height, width, 3), which a network wants as "NCHW" or "NHWC"."""
    if layout == "NCHW":
        images = images.transpose(0, 3, 1, 2)
    # float32 always: OpenCV 4 may ignore another dtype and answer for the images before, OpenCV 5 refuses it.
    net.setInput(np.ascontiguousarray(images, dtype=np.float32))
    return net.forward().squeeze()


def scores_in_batches(net: cv2.dnn.Net, images: np.ndarray, layout: str, size: int) -> np.ndarray:
    """The scores (N, C) of many images, at most `size` of them at a time."""
    starts = range(0, len(images), size)
    return np.concatenate([np.atleast_2d(scores(net, images[start : start + size], layout)) for start in starts])
