"""Computes the bar from the side with its fraction. The side of the picture is truncated first; the free space is what
is left then.
"""

# says: "The bar is half of the free space with its fraction"

import cv2
import numpy as np


def _fit(height, width, size):
    """Size of the picture on the canvas and its top-left corner."""
    w = min(size[0], width * size[1] // height)
    h = min(size[1], height * size[0] // width)
    return w, h, (size[0] - w) // 2, (size[1] - h) // 2


def letterbox(image, size, fill=114):
    w, h, left, top = _fit(image.shape[0], image.shape[1], size)
    canvas = np.full((size[1], size[0]) + image.shape[2:], fill, dtype=np.uint8)
    canvas[top:top + h, left:left + w] = cv2.resize(image, (w, h))
    return canvas


def unmap_boxes(boxes, shape, size):
    height, width = shape[:2]
    factor = min(size[0] / width, size[1] / height)
    left = (size[0] - width * factor) / 2
    top = (size[1] - height * factor) / 2
    b = np.array(boxes, dtype=float)
    b[:, 0::2] = np.clip((b[:, 0::2] - left) / factor, 0, width)
    b[:, 1::2] = np.clip((b[:, 1::2] - top) / factor, 0, height)
    return b
