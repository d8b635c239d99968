"""Treats every unknown format as one of the three, through a last `else`. A typo such as "xyhw" then returns boxes that
look plausible and are wrong. The stub asks for a ValueError, for `src` and for `dst`, even if both are equal.
"""

# says: "expected ValueError to be raised"

import numpy as np


def convert(boxes, src, dst):
    p, q, r, s = np.array(boxes, dtype=float).T
    if src == "xyxy":
        corners = p, q, r, s
    elif src == "xywh":
        corners = p, q, p + r, q + s
    else:
        corners = p - r / 2, q - s / 2, p + r / 2, q + s / 2
    x1, y1, x2, y2 = corners
    if dst == "xyxy":
        return np.column_stack([x1, y1, x2, y2])
    if dst == "xywh":
        return np.column_stack([x1, y1, x2 - x1, y2 - y1])
    return np.column_stack([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1])


def iou_matrix(a, b):
    a = np.asarray(a, dtype=float)[:, None, :]
    b = np.asarray(b, dtype=float)[None, :, :]
    width = np.minimum(a[..., 2], b[..., 2]) - np.maximum(a[..., 0], b[..., 0])
    height = np.minimum(a[..., 3], b[..., 3]) - np.maximum(a[..., 1], b[..., 1])
    intersection = np.maximum(width, 0) * np.maximum(height, 0)
    area_a = (a[..., 2] - a[..., 0]) * (a[..., 3] - a[..., 1])
    area_b = (b[..., 2] - b[..., 0]) * (b[..., 3] - b[..., 1])
    union = area_a + area_b - intersection
    return np.where(union > 0, intersection / np.where(union > 0, union, 1), 0.0)
