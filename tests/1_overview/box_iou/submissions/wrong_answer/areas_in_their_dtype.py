"""Converts the intersection to float, but calculates the areas of the boxes in the dtype of the input. Areas soon
exceed it: in uint8, 20 times 20 is 144, without a warning. Convert the boxes to float before any arithmetic, not in
one of two places.
"""

import numpy as np


def convert(boxes: np.ndarray, src: str, dst: str) -> np.ndarray:
    allowed = ("xyxy", "xywh", "cxcywh")
    if src not in allowed or dst not in allowed:
        raise ValueError("src and dst must be in {}".format(allowed))
    half = {"xywh": (0.0, 1.0), "cxcywh": (0.5, 0.5)}
    b = boxes.astype(float)
    if src != "xyxy":
        before, after = half[src]
        b = np.hstack((b[:, :2] - before * b[:, 2:], b[:, :2] + after * b[:, 2:]))
    if dst != "xyxy":
        before, _ = half[dst]
        wh = b[:, 2:] - b[:, :2]
        b = np.hstack((b[:, :2] + before * wh, wh))
    return b


def box_area(boxes):
    width = boxes[:, 2] - boxes[:, 0]
    height = boxes[:, 3] - boxes[:, 1]
    return width * height


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    # the boxes may be apart, and then the difference is negative: floats!
    fa, fb = a.astype(float), b.astype(float)
    w = np.minimum(fa[:, None, 2], fb[None, :, 2]) - np.maximum(fa[:, None, 0], fb[None, :, 0])
    h = np.minimum(fa[:, None, 3], fb[None, :, 3]) - np.maximum(fa[:, None, 1], fb[None, :, 1])
    inter = np.where((w > 0) & (h > 0), w * h, 0.0)
    union = box_area(a)[:, None] + box_area(b)[None, :] - inter
    result = np.zeros(inter.shape)
    np.divide(inter, union, out=result, where=(inter > 0) & (union > 0))
    return np.clip(result, 0.0, 1.0)
