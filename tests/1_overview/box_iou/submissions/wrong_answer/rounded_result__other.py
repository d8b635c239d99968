"""Rounds the converted boxes to three decimals. In pixels this is hardly visible, but boxes in fractions of a large
image have sides of a few thousandths and lose most of their digits. Round only when you print.
"""

import numpy as np


def convert(boxes, src, dst):
    formats = ["xyxy", "xywh", "cxcywh"]
    source, target = formats.index(src), formats.index(dst)
    result = np.empty((len(boxes), 4))
    for row, (a, b, c, d) in enumerate(boxes.astype(float)):
        if source == 1:
            c, d = a + c, b + d
        elif source == 2:
            a, b, c, d = a - c / 2, b - d / 2, a + c / 2, b + d / 2
        if target == 1:
            c, d = c - a, d - b
        elif target == 2:
            a, b, c, d = (a + c) / 2, (b + d) / 2, c - a, d - b
        result[row] = [np.around(number, decimals=3) for number in (a, b, c, d)]
    return result


def iou_matrix(a, b):
    return np.array([[iou(p, q) for q in b.astype(float)] for p in a.astype(float)]).reshape(len(a), len(b))


def iou(p, q):
    width, height = min(p[2], q[2]) - max(p[0], q[0]), min(p[3], q[3]) - max(p[1], q[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / ((p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - shared)
