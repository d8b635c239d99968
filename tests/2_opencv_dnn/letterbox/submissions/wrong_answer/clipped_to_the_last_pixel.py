"""Clips to `width - 1` and `height - 1`. Coordinates are points in the plane here: the image reaches to x = width."""

# says: "The boxes were clipped to width - 1 and height - 1"

from fractions import Fraction
from math import floor

import cv2
import numpy as np


def _layout(shape, size):
    rows, columns = shape[:2]
    factor = min(Fraction(size[0], columns), Fraction(size[1], rows))
    w, h = floor(columns * factor), floor(rows * factor)
    return w, h, floor(Fraction(size[0] - w, 2)), floor(Fraction(size[1] - h, 2))


def letterbox(image, size, fill=114):
    w, h, x0, y0 = _layout(image.shape, size)
    small = cv2.resize(image, (w, h))
    if image.ndim == 2:
        out = np.zeros((size[1], size[0]), np.uint8)
        out[...] = fill
    else:
        out = np.zeros((size[1], size[0], 3), np.uint8)
        out[...] = np.array(fill)
    out[y0:y0 + h, x0:x0 + w] = small
    return out


def unmap_boxes(boxes, shape, size):
    rows, columns = shape[:2]
    w, h, x0, y0 = _layout(shape, size)
    out = np.empty((len(boxes), 4))
    for i, box in enumerate(boxes):
        x1, y1, x2, y2 = (float(v) for v in box)
        out[i, 0] = min(max((x1 - x0) * columns / w, 0.0), columns - 1)
        out[i, 1] = min(max((y1 - y0) * rows / h, 0.0), rows - 1)
        out[i, 2] = min(max((x2 - x0) * columns / w, 0.0), columns - 1)
        out[i, 3] = min(max((y2 - y0) * rows / h, 0.0), rows - 1)
    return out
