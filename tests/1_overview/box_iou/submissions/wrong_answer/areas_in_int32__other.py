"""Converts integer boxes to int32 and calculates in it. Every coordinate fits, but an area is a product: 50,000 times
50,000 is more than an int32 can hold, and wraps around. Convert to float64.
"""

import numpy as np


def convert(boxes, src, dst):
    if {src, dst} - {"xyxy", "xywh", "cxcywh"}:
        raise ValueError(f"{src} or {dst} is no format")
    first, second = np.split(boxes.astype(float), 2, axis=1)
    if src == "cxcywh":
        first = first - second / 2
    if src != "xyxy":
        second = first + second
    size = second - first
    if dst == "cxcywh":
        return np.hstack([(first + second) / 2, size])
    return np.hstack([first, size if dst == "xywh" else second])


def iou_matrix(a, b):
    a, b = wider(a)[:, None], wider(b)[None]
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    sides[sides < 0] = 0
    shared = sides[..., 0] * sides[..., 1]
    areas = [(box[..., 2] - box[..., 0]) * (box[..., 3] - box[..., 1]) for box in (a, b)]
    together = areas[0] + areas[1] - shared
    result = np.zeros(shared.shape)
    result[together > 0] = shared[together > 0] / together[together > 0]
    return result


def wider(boxes):
    return np.asarray(boxes, "int32") if np.issubdtype(boxes.dtype, np.integer) else boxes.astype(float)
