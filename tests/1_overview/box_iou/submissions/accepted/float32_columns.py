"""Column by column in float32, with np.meshgrid-like outer operations and np.errstate for the divisions."""

import numpy as np

TO_CORNERS = {
    "xyxy": lambda p, q, r, s: (p, q, r, s),
    "xywh": lambda p, q, r, s: (p, q, p + r, q + s),
    "cxcywh": lambda p, q, r, s: (p - 0.5 * r, q - 0.5 * s, p + 0.5 * r, q + 0.5 * s),
}
FROM_CORNERS = {
    "xyxy": lambda p, q, r, s: (p, q, r, s),
    "xywh": lambda p, q, r, s: (p, q, r - p, s - q),
    "cxcywh": lambda p, q, r, s: (0.5 * (p + r), 0.5 * (q + s), r - p, s - q),
}


def convert(boxes, src, dst):
    if src not in TO_CORNERS:
        raise ValueError("src: " + src)
    if dst not in FROM_CORNERS:
        raise ValueError("dst: " + dst)
    columns = boxes.astype("float32").T
    return np.stack(FROM_CORNERS[dst](*TO_CORNERS[src](*columns)), axis=1)


def iou_matrix(a, b):
    ax1, ay1, ax2, ay2 = a.astype("float32").T
    bx1, by1, bx2, by2 = b.astype("float32").T
    width = np.minimum.outer(ax2, bx2) - np.maximum.outer(ax1, bx1)
    height = np.minimum.outer(ay2, by2) - np.maximum.outer(ay1, by1)
    shared = np.where((width > 0) & (height > 0), width * height, 0)
    covered = np.add.outer((ax2 - ax1) * (ay2 - ay1), (bx2 - bx1) * (by2 - by1)) - shared
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(shared / covered)
