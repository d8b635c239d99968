"""One box at a time, in plain Python numbers."""

import numpy as np


def convert(boxes, src, dst):
    known = ["xyxy", "xywh", "cxcywh"]
    if src not in known or dst not in known:
        raise ValueError(f"formats are {known}, not {src!r} and {dst!r}")
    result = np.zeros((len(boxes), 4))
    for i in range(len(boxes)):
        p, q, r, s = (float(value) for value in boxes[i])
        if src == "xywh":
            p, q, r, s = p, q, p + r, q + s
        elif src == "cxcywh":
            p, q, r, s = p - r / 2, q - s / 2, p + r / 2, q + s / 2
        if dst == "xywh":
            p, q, r, s = p, q, r - p, s - q
        elif dst == "cxcywh":
            p, q, r, s = (p + r) / 2, (q + s) / 2, r - p, s - q
        result[i] = p, q, r, s
    return result


def iou_matrix(a, b):
    result = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            result[i, j] = overlap([float(v) for v in a[i]], [float(v) for v in b[j]])
    return result


def overlap(p, q):
    width = min(p[2], q[2]) - max(p[0], q[0])
    height = min(p[3], q[3]) - max(p[1], q[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / ((p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - shared)
