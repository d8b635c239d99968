"""Returns half the width, (x2 - x1) / 2, as the x of the centre. That is the distance from the corner to the centre,
and equals the centre only for a box that begins at 0. Try a box that begins elsewhere: is your centre inside it?
"""

import numpy as np

FORMATS = ("xyxy", "xywh", "cxcywh")


def convert(boxes, src, dst):
    for f in (src, dst):
        if f not in FORMATS:
            raise ValueError(f"unknown format {f!r}")
    p, q, r, s = boxes.astype(np.float64).T

    # everything to corners first
    if src == "xyxy":
        x1, y1, x2, y2 = p, q, r, s
    elif src == "xywh":
        x1, y1, x2, y2 = p, q, p + r, q + s
    else:
        x1, y1, x2, y2 = p - r / 2, q - s / 2, p + r / 2, q + s / 2

    if dst == "xyxy":
        out = x1, y1, x2, y2
    elif dst == "xywh":
        out = x1, y1, x2 - x1, y2 - y1
    else:
        # the centre is in the middle of the box
        out = (x2 - x1) / 2, (y2 - y1) / 2, x2 - x1, y2 - y1
    return np.stack(out, axis=1)


def iou_matrix(a, b):
    a = a.astype(float)[:, None]
    b = b.astype(float)[None]
    lt = np.maximum(a[..., :2], b[..., :2])
    rb = np.minimum(a[..., 2:], b[..., 2:])
    wh = np.clip(rb - lt, 0, None)
    inter = wh[..., 0] * wh[..., 1]
    area_a = (a[..., 2] - a[..., 0]) * (a[..., 3] - a[..., 1])
    area_b = (b[..., 2] - b[..., 0]) * (b[..., 3] - b[..., 1])
    union = area_a + area_b - inter
    return np.divide(inter, union, out=np.zeros_like(inter), where=inter > 0)
