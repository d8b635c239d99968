"""Scales the image by the larger of the two factors, so it covers the canvas and its sides are cut off. The smaller
factor is the largest with which the whole image still fits.
"""

# says: "The larger of the two factors was used, so the image covers the canvas and is cut off"

import cv2
import numpy as np


def _fit(height, width, size):
    """Size of the picture on the canvas and its top-left corner."""
    w = min(size[0], width * size[1] // height)
    h = min(size[1], height * size[0] // width)
    return w, h, (size[0] - w) // 2, (size[1] - h) // 2


def letterbox(image, size, fill=114):
    height, width = image.shape[:2]
    w = max(size[0], width * size[1] // height)
    h = max(size[1], height * size[0] // width)
    resized = cv2.resize(image, (w, h))
    left, top = (w - size[0]) // 2, (h - size[1]) // 2
    return resized[top:top + size[1], left:left + size[0]].copy()


def unmap_boxes(boxes, shape, size):
    height, width = shape[:2]
    w, h, left, top = _fit(height, width, size)
    result = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    result[:, [0, 2]] = (result[:, [0, 2]] - left) / (w / width)
    result[:, [1, 3]] = (result[:, [1, 3]] - top) / (h / height)
    result[:, [0, 2]] = np.clip(result[:, [0, 2]], 0, width)
    result[:, [1, 3]] = np.clip(result[:, [1, 3]], 0, height)
    return result
