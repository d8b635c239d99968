"""Clips the corners of the intersection at 0 in `iou_matrix`, as if boxes could not reach beyond the left or upper edge
of the image. Coordinates may be negative, and boxes overlap there as well. Clamp the sides of the intersection, not
its corners.
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
    a, b = np.array(a, float)[:, None], np.array(b, float)[None]
    first, second = np.maximum(a[..., :2], b[..., :2]), np.minimum(a[..., 2:], b[..., 2:])
    sides = np.clip(np.clip(second, 0, None) - np.clip(first, 0, None), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros(shared.shape), where=shared > 0)
