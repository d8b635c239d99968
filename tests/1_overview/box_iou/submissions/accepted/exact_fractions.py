"""Overlaps in exact fractions; `convert` moves one anchor point and keeps float32 for narrow dtypes."""

from fractions import Fraction
from functools import wraps

import numpy as np


def checked(function):
    @wraps(function)
    def inner(boxes, src="xyxy", dst="xyxy"):
        known = {"xyxy", "xywh", "cxcywh"}
        if src not in known or dst not in known:
            raise ValueError(f"src and dst must be in {sorted(known)}")
        return function(boxes, src, dst)

    return inner


@checked
def convert(boxes, src, dst):
    dtype = np.result_type(boxes.dtype, np.float32)
    c0, c1, c2, c3 = (column.astype(dtype) for column in boxes.T)
    wide, high = (c2 - c0, c3 - c1) if src == "xyxy" else (c2, c3)
    anchor = {"xyxy": 0, "xywh": 0, "cxcywh": 0.5}
    shift = anchor[dst] - anchor[src]
    x, y = c0 + wide * dtype.type(shift), c1 + high * dtype.type(shift)
    return np.stack((x, y, x + wide, y + high) if dst == "xyxy" else (x, y, wide, high), axis=1)


def iou_matrix(a, b):
    fa = [[Fraction(v) for v in row] for row in a.tolist()]
    fb = [[Fraction(v) for v in row] for row in b.tolist()]

    def ratio(p, q):
        width = max(Fraction(0), min(p[2], q[2]) - max(p[0], q[0]))
        height = max(Fraction(0), min(p[3], q[3]) - max(p[1], q[1]))
        inter = width * height
        union = (p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - inter
        return float(inter / union) if union else 0.0

    return np.array([[ratio(p, q) for q in fb] for p in fa], dtype=float).reshape(len(fa), len(fb))
