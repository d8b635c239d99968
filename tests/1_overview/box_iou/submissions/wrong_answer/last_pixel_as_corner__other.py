"""Treats x2 and y2 in `convert` as the last pixel inside the box, so x2 = x + w - 1. Some data sets count like that,
but these formats do not: corners are points, and a box of width 30 ends 30 after it begins.
"""

import numpy as np


def convert(boxes, src, dst):
    for name in (src, dst):
        if name not in ("xyxy", "xywh", "cxcywh"):
            raise ValueError(name)
    result = np.array(boxes, dtype=np.float64)
    if src == "cxcywh":
        result[:, :2] -= result[:, 2:] / 2
    if src != "xyxy":
        result[:, 2:] += result[:, :2]
    if src == "xywh":
        result[:, 2:] -= 1
    # The boxes are corners now.
    if dst != "xyxy":
        result[:, 2:] -= result[:, :2]
    if dst == "cxcywh":
        result[:, :2] += result[:, 2:] / 2
    return result


def iou_matrix(a, b):
    result = np.zeros((len(a), len(b)))
    for i, p in enumerate(np.asarray(a, dtype=np.float64)):
        for j, q in enumerate(np.asarray(b, dtype=np.float64)):
            width = max(0.0, min(p[2], q[2]) - max(p[0], q[0]))
            height = max(0.0, min(p[3], q[3]) - max(p[1], q[1]))
            shared = width * height
            union = (p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - shared
            if union > 0:
                result[i, j] = shared / union
    return result
