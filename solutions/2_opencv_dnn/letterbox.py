"""Letterbox: the reference."""

import cv2
import numpy as np


def letterbox(
    image: np.ndarray, size: tuple[int, int], fill: float | tuple[float, float, float] = 114
) -> np.ndarray:
    """Resize an image to fit into `size` (width, height), in the middle of a canvas filled with `fill`."""
    (width, height), (left, top) = _place(image.shape, size)
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
    # In whole numbers: 720 * (416 / 720) is a little below 416, and int() would cut off a whole column.
    if size[0] * image_height <= size[1] * image_width:  # the width limits the factor
        width, height = size[0], image_height * size[0] // image_width
    else:
        width, height = image_width * size[1] // image_height, size[1]
    return (width, height), ((size[0] - width) // 2, (size[1] - height) // 2)
