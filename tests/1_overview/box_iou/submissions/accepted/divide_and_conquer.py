"""Formats by `match`, overlaps by halving the list of boxes, in a unit that is taken out first."""

import numpy as np


def convert(boxes: np.ndarray, src: str, dst: str) -> np.ndarray:
    x, y, u, v = np.moveaxis(np.asarray(boxes, dtype=np.longdouble), -1, 0)
    match src:
        case "xyxy":
            pass
        case "xywh":
            u, v = x + u, y + v
        case "cxcywh":
            x, y, u, v = x - u / 2, y - v / 2, x + u / 2, y + v / 2
        case _:
            raise ValueError(src)
    match dst:
        case "xyxy":
            columns = x, y, u, v
        case "xywh":
            columns = x, y, u - x, v - y
        case "cxcywh":
            columns = (x + u) / 2, (y + v) / 2, u - x, v - y
        case _:
            raise ValueError(dst)
    return np.array(columns, dtype=np.float64).T


def _row(box, b):
    w = np.minimum(box[2], b[:, 2]) - np.maximum(box[0], b[:, 0])
    h = np.minimum(box[3], b[:, 3]) - np.maximum(box[1], b[:, 1])
    inter = np.where((w > 0) & (h > 0), w * h, 0.0)
    union = (box[2] - box[0]) * (box[3] - box[1]) + (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1]) - inter
    return inter / np.where(union > 0, union, 1.0)


def iou_matrix(a: np.ndarray, b: np.ndarray, _scaled: bool = False) -> np.ndarray:
    if not _scaled:
        a, b = a.astype(float), b.astype(float)
        sides = np.concatenate([s[:, 2:] - s[:, :2] for s in (a, b)]).ravel()
        unit = sides.max(initial=0.0)
        if unit > 0:
            a, b = a / unit, b / unit
    if len(a) == 0:
        return np.zeros((0, len(b)))
    if len(a) == 1:
        return _row(a[0], b)[None]
    half = len(a) // 2
    return np.asfortranarray(np.vstack([iou_matrix(a[:half], b, True), iou_matrix(a[half:], b, True)]))
