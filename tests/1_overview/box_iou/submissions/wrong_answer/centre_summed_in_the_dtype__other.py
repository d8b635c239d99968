"""Adds the two corners for the centre before they are float: `(boxes[:, :2] + boxes[:, 2:]) / 2`. The division returns
a float, so it looks safe, but the sum is calculated first: in uint8, 150 + 201 is 95. Convert the boxes to float,
then add.
"""

import numpy as np

FORMATS = ("xyxy", "xywh", "cxcywh")


def convert(boxes, src, dst):
    if src not in FORMATS or dst not in FORMATS:
        raise ValueError("unknown format")
    whole = np.asarray(boxes)
    boxes = np.array(boxes, dtype=np.float64)
    if src == "xyxy" and dst == "cxcywh":
        centre = (whole[:, :2] + whole[:, 2:]) / 2
        return np.hstack([centre, boxes[:, 2:] - boxes[:, :2]])
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
    return np.divide(inter, union, out=np.zeros_like(inter), where=union > 0)
