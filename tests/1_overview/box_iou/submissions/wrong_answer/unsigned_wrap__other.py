"""Subtracts integers in the dtype of the boxes in `iou_matrix`, and converts to float afterwards. In uint8, 40 - 60 is
236, so boxes that are apart seem to overlap, and areas above 255 wrap around. Convert the boxes to float before the
first subtraction.
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
    low = np.maximum(a[:, None, :2], b[:, :2])
    high = np.minimum(a[:, None, 2:], b[:, 2:])
    sides = np.maximum(high - low, 0)
    shared = sides[..., 0] * sides[..., 1]
    size_a, size_b = a[:, 2:] - a[:, :2], b[:, 2:] - b[:, :2]
    covered = (size_a[:, 0] * size_a[:, 1])[:, None] + size_b[:, 0] * size_b[:, 1] - shared
    return np.divide(shared, covered, out=np.zeros(covered.shape), where=covered > 0)
