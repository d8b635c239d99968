"""Collects the matrix as a list of rows. Without boxes the list is empty, and its array has shape (0,) instead of (0,
N). An image without detections is an everyday case, and the code that follows indexes two axes. Take the shape from
the two counts.
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
    rows = []
    for p in np.asarray(a, dtype=float):
        row = []
        for q in np.asarray(b, dtype=float):
            width = max(0.0, min(p[2], q[2]) - max(p[0], q[0]))
            height = max(0.0, min(p[3], q[3]) - max(p[1], q[1]))
            union = (p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - width * height
            row.append(width * height / union if union > 0 else 0.0)
        rows.append(row)
    return np.array(rows)
