"""Returns half the width, (x2 - x1) / 2, as the x of the centre. That is the distance from the corner to the centre,
and equals the centre only for a box that begins at 0. Try a box that begins elsewhere: is your centre inside it?
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
        return np.hstack([size / 2, size])
    return np.hstack([first, size if dst == "xywh" else second])


def iou_matrix(a, b):
    return np.array([[iou(p, q) for q in b.astype(float)] for p in a.astype(float)]).reshape(len(a), len(b))


def iou(p, q):
    width, height = min(p[2], q[2]) - max(p[0], q[0]), min(p[3], q[3]) - max(p[1], q[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / ((p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - shared)
