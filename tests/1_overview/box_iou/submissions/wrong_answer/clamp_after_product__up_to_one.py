"""Clamps the area of the intersection at 0 instead of its two sides. That works for boxes with a gap in one direction.
With a gap in both directions, the product of two negative sides is positive and passes the clamp. Clamp each side
before you multiply.
"""

# says: "two negative sides must not multiply to an area"

import numpy as np


def convert(boxes, src, dst):
    to_xyxy = {
        "xyxy": lambda b: b,
        "xywh": lambda b: np.c_[b[:, :2], b[:, :2] + b[:, 2:]],
        "cxcywh": lambda b: np.c_[b[:, :2] - b[:, 2:] / 2, b[:, :2] + b[:, 2:] / 2],
    }
    from_xyxy = {
        "xyxy": lambda b: b,
        "xywh": lambda b: np.c_[b[:, :2], b[:, 2:] - b[:, :2]],
        "cxcywh": lambda b: np.c_[(b[:, :2] + b[:, 2:]) / 2, b[:, 2:] - b[:, :2]],
    }
    if src not in to_xyxy or dst not in from_xyxy:
        raise ValueError((src, dst))
    return from_xyxy[dst](to_xyxy[src](boxes.astype(np.float64)))


def area(b):
    return (b[..., 2] - b[..., 0]) * (b[..., 3] - b[..., 1])


def iou_matrix(a, b):
    a = a.astype(np.float64)
    b = b.astype(np.float64)
    left_top = np.maximum(a[:, None, :2], b[None, :, :2])
    right_bottom = np.minimum(a[:, None, 2:], b[None, :, 2:])
    inter = area(np.concatenate([left_top, right_bottom], axis=2))
    inter = np.maximum(inter, 0)  # no negative areas
    union = area(a)[:, None] + area(b)[None, :] - inter
    safe = (area(a)[:, None] > 0) & (area(b)[None, :] > 0) & (union > 0)
    return np.minimum(np.where(safe, inter / np.where(safe, union, 1), 0.0), 1.0)
