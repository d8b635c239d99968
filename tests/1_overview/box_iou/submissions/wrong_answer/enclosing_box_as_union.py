"""Divides by the area of the smallest box around both boxes. It usually contains regions that belong to neither box.
The union is the area covered by at least one of them, and in general it is not a rectangle.
"""

import numpy as np

FORMATS = ("xyxy", "xywh", "cxcywh")


def convert(boxes, src, dst):
    if src not in FORMATS or dst not in FORMATS:
        raise ValueError(f"unknown format: {src} or {dst}")
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
    union = (np.maximum(a[..., 2], b[..., 2]) - np.minimum(a[..., 0], b[..., 0])) * (
        np.maximum(a[..., 3], b[..., 3]) - np.minimum(a[..., 1], b[..., 1])
    )
    return np.where(union > 0, intersection / np.where(union > 0, union, 1), 0.0)
