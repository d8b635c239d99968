"""Converts integers to float64 in `iou_matrix` and leaves float boxes as they are. float16 is a float too, but its largest number is 65,504:
the area of a box of 400 by 300 becomes infinite, and an infinite area divided by another one is NaN. Convert every dtype.
"""

import numpy as np


def convert(boxes: np.ndarray, src: str, dst: str) -> np.ndarray:
    """Convert (N, 4) boxes from one of the formats xyxy, xywh, cxcywh to another, as a new float array."""
    for name in (src, dst):
        if name not in {"xyxy", "xywh", "cxcywh"}:
            raise ValueError(f"unknown box format {name!r}: use xyxy, xywh or cxcywh")

    # Float before any arithmetic: unsigned integers wrap around, and integers have no halves.
    first, second = np.hsplit(np.array(boxes, dtype=np.float64), 2)

    if src == "xyxy":
        corner, size = first, second - first
    elif src == "xywh":
        corner, size = first, second
    else:
        corner, size = first - second / 2, second

    if dst == "xyxy":
        return np.hstack([corner, corner + size])
    if dst == "xywh":
        return np.hstack([corner, size])
    return np.hstack([corner + size / 2, size])


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Intersection over union of (M, 4) and (N, 4) xyxy boxes, as an (M, N) matrix; 0 where the union has no area."""
    a = _as_float(a)[:, None]  # (M, 1, 4): broadcasts against (N, 4) to all pairs
    b = _as_float(b)

    top_left = np.maximum(a[..., :2], b[..., :2])
    bottom_right = np.minimum(a[..., 2:], b[..., 2:])
    # A side below 0 is a gap between the boxes; two gaps would multiply to a positive area.
    intersection = np.prod(np.clip(bottom_right - top_left, 0, None), axis=-1)
    union = _area(a) + _area(b) - intersection
    return np.divide(intersection, union, out=np.zeros_like(union), where=union > 0)


def _as_float(boxes):
    boxes = np.asarray(boxes)
    return boxes if boxes.dtype.kind == "f" else boxes.astype(np.float64)


def _area(boxes: np.ndarray) -> np.ndarray:
    """Areas of (..., 4) xyxy boxes, as an array of shape (...)."""
    return np.prod(boxes[..., 2:] - boxes[..., :2], axis=-1)
