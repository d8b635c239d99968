"""Adds 1 to every width and height in `iou_matrix`, as if the corners were the first and the last pixel. Here corners
are points in a continuous plane: a box from 2 to 5 is 3 wide, and boxes that only touch share nothing. The 1 also
makes the IoU depend on the unit.
"""
# source: Ao-Lee/AveragePrecision utils.py

import numpy as np


def _corners(boxes, src):
    p, q, r, s = boxes.T
    if src == "xyxy":
        return p, q, r, s
    if src == "xywh":
        return p, q, p + r, q + s
    return p - r / 2, q - s / 2, p + r / 2, q + s / 2


def convert(boxes, src, dst):
    for name in (src, dst):
        if name not in ("xyxy", "xywh", "cxcywh"):
            raise ValueError(f"unknown format: {name!r}")
    left, top, right, bottom = _corners(np.array(boxes, dtype=np.float64).reshape(-1, 4), src)
    if dst == "xyxy":
        columns = left, top, right, bottom
    elif dst == "xywh":
        columns = left, top, right - left, bottom - top
    else:
        columns = (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
    return np.stack(columns, axis=1)


def iou_matrix(a, b):
    result = np.zeros((len(a), len(b)))
    if len(b) == 0:
        return result
    for row, one in enumerate(a):
        own = (one[2] - one[0] + 1) * (one[3] - one[1] + 1)
        others = (b[:, 2] - b[:, 0] + 1) * (b[:, 3] - b[:, 1] + 1)
        wide = np.maximum(0, np.minimum(one[2], b[:, 2]) - np.maximum(one[0], b[:, 0]) + 1)
        high = np.maximum(0, np.minimum(one[3], b[:, 3]) - np.maximum(one[1], b[:, 1]) + 1)
        shared = wide * high
        result[row] = shared / (own + others - shared)
    return result
