"""Guards against a union of 0 with a small number: adds it to the union, or replaces or skips a union below it. No
number is small in every unit. Where coordinates are fractions of the image, areas may be as small as the number, and
then it decides the result. Ask whether the union is 0 instead.
"""

import numpy as np


def _xyxy(b, fmt):
    if fmt == "xyxy":
        return b
    wh = b[:, 2:]
    xy = b[:, :2] if fmt == "xywh" else b[:, :2] - wh / 2
    return np.concatenate((xy, xy + wh), axis=1)


def convert(boxes, src, dst):
    for name in src, dst:
        if name not in {"xyxy", "xywh", "cxcywh"}:
            raise ValueError(name)
    c = _xyxy(np.array(boxes, np.float64), src)
    if dst != "xyxy":
        wh = c[:, 2:] - c[:, :2]
        xy = c[:, :2] if dst == "xywh" else c[:, :2] + wh / 2
        c = np.concatenate((xy, wh), axis=1)
    return c


def iou_matrix(a, b):
    a = np.array(a, np.float64)
    b = np.array(b, np.float64)
    tl = np.maximum(a[:, None, :2], b[:, :2])
    br = np.minimum(a[:, None, 2:], b[:, 2:])
    inter = (br - tl).clip(min=0).prod(axis=2)
    area_a = (a[:, 2:] - a[:, :2]).prod(axis=1)
    area_b = (b[:, 2:] - b[:, :2]).prod(axis=1)
    union = area_a[:, None] + area_b - inter
    return inter / np.maximum(union, 1e-7)  # no 0/0
