"""Maps the boxes back with a separate factor for each side, image over canvas, and without bars, as if the image had
been stretched. Only a part of the canvas is picture, so the boxes are distorted and in the wrong place.
"""

import cv2
import numpy as np


def letterbox(
    image: np.ndarray, size: tuple[int, int], fill: float | tuple[float, float, float] = 114
) -> np.ndarray:
    """The image, resized until it fits, in the middle of a canvas of `size` (width, height) that is filled with `fill`."""
    (width, height), (left, top) = _place(image.shape, size)
    canvas = np.empty((size[1], size[0], *image.shape[2:]), dtype=np.uint8)
    canvas[:] = fill
    canvas[top : top + height, left : left + width] = cv2.resize(image, (width, height))
    return canvas


def unmap_boxes(boxes: np.ndarray, shape: tuple[int, ...], size: tuple[int, int]) -> np.ndarray:
    """(N, 4) boxes of the canvas as boxes of the image, clipped to it."""
    picture, bar = _place(shape, size)
    image = np.array(shape[1::-1])  # (width, height), like everything else here
    points = np.reshape(boxes, (-1, 2, 2)).astype(np.float64)
    points = points * (image / size)
    return np.clip(points, 0, image).reshape(-1, 4)


def _place(shape: tuple[int, ...], size: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """(width, height) of the picture on the canvas, and the (left, top) bar before it."""
    image_height, image_width = shape[:2]
    factor = min(size[0] / image_width, size[1] / image_height)
    width, height = int(image_width * factor), int(image_height * factor)
    return (width, height), ((size[0] - width) // 2, (size[1] - height) // 2)
