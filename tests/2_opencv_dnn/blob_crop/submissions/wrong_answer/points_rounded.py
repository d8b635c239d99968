"""Rounds the points to integers. A pixel of the blob may be many pixels of the image, so rounding loses accuracy. Round
only when you draw.
"""

from collections.abc import Sequence

import numpy as np


def crop_transform(shape: Sequence[int], size: tuple[int, int]) -> tuple[float, int, int]:
    """(factor, left, top): how `blobFromImages` with `crop=True` brings an image of `shape` to (width, height)."""
    height, width = shape[:2]
    factor = max(size[0] / width, size[1] / height)
    left = (round(width * factor) - size[0]) // 2
    top = (round(height * factor) - size[1]) // 2
    return factor, left, top


def to_original(points: np.ndarray, shape: Sequence[int], size: tuple[int, int]) -> np.ndarray:
    """(N, 2) points of the blob as points of the image."""
    factor, left, top = crop_transform(shape, size)
    return np.rint((np.asarray(points, dtype=np.float64) + (left, top)) / factor)


def boxes_to_original(boxes: np.ndarray, shapes: Sequence[Sequence[int]], size: tuple[int, int]) -> np.ndarray:
    """(N, 5) rows of image number and box, in fractions of the blob, as (N, 4) boxes, clipped to their images."""
    result = np.zeros((len(boxes), 4))
    for row, (number, *corners) in zip(result, boxes.tolist(), strict=True):
        shape = shapes[int(number)]
        points = np.reshape(corners, (2, 2)) * size
        row[:] = np.clip(to_original(points, shape, size), 0, shape[1::-1]).ravel()  # at most (width, height)
    return result
