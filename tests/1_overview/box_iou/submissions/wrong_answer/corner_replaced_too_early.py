"""Overwrites the corner with the centre, and then computes the size from the overwritten values: width and height come
out halved. The order of steps that write into one array matters. Compute both before you write either.
"""

import numpy as np


def _to_corners(b, fmt):
    if fmt == "xyxy":
        pass
    elif fmt == "xywh":
        b[:, 2] = b[:, 0] + b[:, 2]
        b[:, 3] = b[:, 1] + b[:, 3]
    elif fmt == "cxcywh":
        b[:, :2] -= b[:, 2:] / 2
        b[:, 2:] += b[:, :2]
    else:
        raise ValueError("src must be xyxy, xywh or cxcywh")


def _from_corners(b, fmt):
    if fmt == "xyxy":
        pass
    elif fmt == "xywh":
        b[:, 2] = b[:, 2] - b[:, 0]
        b[:, 3] = b[:, 3] - b[:, 1]
    elif fmt == "cxcywh":
        b[:, 0] = (b[:, 0] + b[:, 2]) / 2
        b[:, 1] = (b[:, 1] + b[:, 3]) / 2
        b[:, 2] = b[:, 2] - b[:, 0]
        b[:, 3] = b[:, 3] - b[:, 1]
    else:
        raise ValueError("dst must be xyxy, xywh or cxcywh")


def convert(boxes: np.ndarray, src: str, dst: str) -> np.ndarray:
    result = np.array(boxes, dtype=np.float64)  # np.array copies
    _to_corners(result, src)
    _from_corners(result, dst)
    return result


def iou_single(p, q):
    w = min(p[2], q[2]) - max(p[0], q[0])
    h = min(p[3], q[3]) - max(p[1], q[1])
    if w <= 0 or h <= 0:
        return 0.0
    inter = w * h
    total = (p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1])
    return inter / (total - inter)


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    a, b = a.astype(np.float64), b.astype(np.float64)
    result = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            result[i, j] = iou_single(a[i], b[j])
    return result
