"""Adds 1 to the sides of the intersection, but not to those of the boxes. The 1 comes from old code that counts pixels,
the last one included. Here corners are points, and a box from 2 to 5 is 3 wide. A box with an IoU above 1 with
itself shows that something is counted twice.
"""

import numpy as np


def convert(boxes, src, dst):
    if src not in ("xyxy", "xywh", "cxcywh") or dst not in ("xyxy", "xywh", "cxcywh"):
        raise ValueError("unknown box format")
    b = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    a0, a1, a2, a3 = b[:, 0], b[:, 1], b[:, 2], b[:, 3]
    if src == "xywh":
        a2, a3 = a0 + a2, a1 + a3
    elif src == "cxcywh":
        a0, a1, a2, a3 = a0 - a2 / 2, a1 - a3 / 2, a0 + a2 / 2, a1 + a3 / 2
    if dst == "xywh":
        a2, a3 = a2 - a0, a3 - a1
    elif dst == "cxcywh":
        a0, a1, a2, a3 = (a0 + a2) / 2, (a1 + a3) / 2, a2 - a0, a3 - a1
    return np.column_stack((a0, a1, a2, a3))


def iou_matrix(a, b):
    a = np.array(a, dtype=np.float64)
    b = np.array(b, dtype=np.float64)
    xx1 = np.maximum(a[:, 0][:, None], b[:, 0])
    yy1 = np.maximum(a[:, 1][:, None], b[:, 1])
    xx2 = np.minimum(a[:, 2][:, None], b[:, 2])
    yy2 = np.minimum(a[:, 3][:, None], b[:, 3])
    w = np.maximum(0.0, xx2 - xx1 + 1)
    h = np.maximum(0.0, yy2 - yy1 + 1)
    inter = w * h
    areas_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    areas_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    flat = (areas_a == 0)[:, None] | (areas_b == 0)[None]
    inter[flat] = 0
    union = areas_a[:, None] + areas_b - inter
    union[flat] = 1
    return np.clip(inter / union, 0, 1)
