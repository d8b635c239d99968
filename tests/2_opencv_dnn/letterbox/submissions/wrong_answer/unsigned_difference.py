"""Subtracts the bar from unsigned integers, so 10 - 64 wraps around to 202. Convert the boxes to float first."""

# says: "uint8 would make 202 of it"

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
    w, h, left, top = _fit(height, width, size)
    bar = np.array([left, top, left, top], dtype=boxes.dtype)
    result = (boxes - bar).astype(np.float64)
    result[:, [0, 2]] = result[:, [0, 2]] / (w / width)
    result[:, [1, 3]] = result[:, [1, 3]] / (h / height)
    result[:, [0, 2]] = np.clip(result[:, [0, 2]], 0, width)
    result[:, [1, 3]] = np.clip(result[:, [1, 3]], 0, height)
    return result
