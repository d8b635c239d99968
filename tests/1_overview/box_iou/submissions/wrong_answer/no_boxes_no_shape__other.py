"""Collects the matrix as a list of rows. Without boxes the list is empty, and its array has shape (0,) instead of (0,
N). An image without detections is an everyday case, and the code that follows indexes two axes. Take the shape from
the two counts.
"""

import numpy as np

FORMATS = ("xyxy", "xywh", "cxcywh")


def convert(boxes, src, dst):
    if src not in FORMATS or dst not in FORMATS:
        raise ValueError("unknown format")
    boxes = np.array(boxes, dtype=np.float64)
    p, q, r, s = boxes.T
    if src == "xyxy":
        x1, y1, x2, y2 = p, q, r, s
    elif src == "xywh":
        x1, y1, x2, y2 = p, q, p + r, q + s
    else:
        x1, y1, x2, y2 = p - r / 2, q - s / 2, p + r / 2, q + s / 2
    if dst == "xyxy":
        return np.stack([x1, y1, x2, y2], axis=1)
    if dst == "xywh":
        return np.stack([x1, y1, x2 - x1, y2 - y1], axis=1)
    return np.stack([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1], axis=1)


def iou_matrix(a, b):
    a = np.asarray(a, dtype=np.float64)
    b = np.asarray(b, dtype=np.float64)
    lo = np.maximum(a[:, None, :2], b[None, :, :2])
    hi = np.minimum(a[:, None, 2:], b[None, :, 2:])
    side = np.maximum(hi - lo, 0)
    inter = side[..., 0] * side[..., 1]
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    union = area_a[:, None] + area_b[None, :] - inter
    return np.array([[i / u if u > 0 else 0.0 for i, u in zip(ri, ru)] for ri, ru in zip(inter, union)], dtype=float)
