"""Rounds the resized side to the nearest integer, as the letterbox of YOLOv5 does. OpenCV's letterbox drops the
fraction: 10.75 becomes 10. One row more shifts every row of the picture slightly.
"""

import cv2
import numpy as np


def letterbox(image, size, fill=114):
    factor = min(size[0] / image.shape[1], size[1] / image.shape[0])
    width, height = (int(side * factor + 0.5) for side in image.shape[1::-1])
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    canvas = np.empty((size[1], size[0], *image.shape[2:]), dtype=np.uint8)
    canvas[:] = fill
    canvas[top : top + height, left : left + width] = cv2.resize(image, (width, height))
    return canvas


def unmap_boxes(boxes: np.ndarray, shape: tuple[int, ...], size: tuple[int, int]) -> np.ndarray:
    """Map (N, 4) boxes on the canvas to boxes in the image, clipped to it."""
    picture, bar = _place(shape, size)
    image = np.array(shape[1::-1])  # (width, height), like everything else here
    points = np.reshape(boxes, (-1, 2, 2)).astype(np.float64)
    points = (points - bar) * (image / picture)
    return np.clip(points, 0, image).reshape(-1, 4)


def _place(shape: tuple[int, ...], size: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return (width, height) of the picture on the canvas, and the (left, top) bars before it."""
    image_height, image_width = shape[:2]
    # In floating point, as OpenCV does it. For a few sizes a side is one too small; the lesson shows exact arithmetic.
    factor = min(size[0] / image_width, size[1] / image_height)
    width, height = int(image_width * factor), int(image_height * factor)
    return (width, height), ((size[0] - width) // 2, (size[1] - height) // 2)
