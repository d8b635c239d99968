"""Converts the intersection to float, but calculates the areas of the boxes in the dtype of the input. Areas soon
exceed it: in uint8, 20 times 20 is 144, without a warning. Convert the boxes to float before any arithmetic, not in
one of two places.
"""

import numpy as np


def convert(boxes, src, dst):
    if {src, dst} - {"xyxy", "xywh", "cxcywh"}:
        raise ValueError(f"{src} or {dst} is no format")
    first, second = np.split(boxes.astype(float), 2, axis=1)
    if src == "cxcywh":
        first = first - second / 2
    if src != "xyxy":
        second = first + second
    size = second - first
    if dst == "cxcywh":
        return np.hstack([(first + second) / 2, size])
    return np.hstack([first, size if dst == "xywh" else second])


def iou_matrix(a, b):
    sizes_a, sizes_b = a[:, 2:] - a[:, :2], b[:, 2:] - b[:, :2]
    together = (sizes_a[:, 0] * sizes_a[:, 1])[:, None] + (sizes_b[:, 0] * sizes_b[:, 1])[None]
    result = np.zeros(together.shape)
    for i, p in enumerate(a.astype(float)):
        for j, q in enumerate(b.astype(float)):
            width, height = min(p[2], q[2]) - max(p[0], q[0]), min(p[3], q[3]) - max(p[1], q[1])
            union = together[i, j] - width * height
            if width > 0 and height > 0 and union > 0:
                result[i, j] = min(1.0, width * height / union)
    return result
