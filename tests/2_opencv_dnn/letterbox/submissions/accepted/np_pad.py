"""`np.pad` with a value for each channel; boxes by a matrix that undoes what was done."""

import cv2
import numpy as np


def _geometry(shape, size):
    have = np.array([shape[1], shape[0]], dtype=float)
    picture = np.trunc(have * np.min(np.array(size) / have)).astype(int)
    before = np.floor_divide(np.subtract(size, picture), 2)
    return have, picture, before, np.subtract(size, picture) - before


def letterbox(image, size, fill=114):
    _, picture, before, after = _geometry(image.shape, size)
    small = cv2.resize(image, tuple(int(side) for side in picture))
    widths = [(before[1], after[1]), (before[0], after[0])]
    if image.ndim == 2:
        return np.pad(small, widths, constant_values=fill)
    values = np.broadcast_to(fill, 3)
    return np.stack([np.pad(small[..., c], widths, constant_values=values[c]) for c in range(3)], axis=2)


def unmap_boxes(boxes, shape, size):
    have, picture, before, _ = _geometry(shape, size)
    scale = have / picture
    matrix = np.zeros((5, 4))
    for i in range(4):
        matrix[i, i] = scale[i % 2]
        matrix[4, i] = -before[i % 2] * scale[i % 2]
    there = np.column_stack([boxes, np.ones(len(boxes))]) @ matrix
    return np.maximum(0, np.minimum(there, [*have, *have]))
