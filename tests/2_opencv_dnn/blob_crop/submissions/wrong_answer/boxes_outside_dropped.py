"""Drops boxes that are outside their image. The result then has fewer rows than `boxes`, and scores and classes kept in
other arrays no longer belong to them. Clip such a box to a line at the edge, and keep its row.
"""

# says: "one row for each row of `boxes`"

from collections.abc import Sequence

import numpy as np


def crop_transform(shape: Sequence[int], size: tuple[int, int]) -> tuple[float, int, int]:
    """(factor, left, top) of `blobFromImages` with `crop=True`, for an image of `shape` and a `size` (width, height)."""
    height, width = shape[:2]
    factor = max(size[0] / width, size[1] / height)
    left = (round(width * factor) - size[0]) // 2
    top = (round(height * factor) - size[1]) // 2
    return factor, left, top


def to_original(points: np.ndarray, shape: Sequence[int], size: tuple[int, int]) -> np.ndarray:
    """Map (N, 2) points in the blob to points in the image."""
    factor, left, top = crop_transform(shape, size)
    return np.add(points, (left, top), dtype=np.float64) / factor


def boxes_to_original(boxes: np.ndarray, shapes: Sequence[Sequence[int]], size: tuple[int, int]) -> np.ndarray:
    """Map (N, 5) rows, image number and box as fractions of the blob, to (N, 4) boxes clipped to their images."""
    result = np.zeros((len(boxes), 4))
    for row, (number, *corners) in zip(result, boxes.tolist(), strict=True):
        shape = shapes[int(number)]
        points = np.reshape(corners, (2, 2)) * size
        row[:] = np.clip(to_original(points, shape, size), 0, shape[1::-1]).ravel()  # at most (width, height)
    return result[(result[:, 2:] > result[:, :2]).all(axis=1)]
