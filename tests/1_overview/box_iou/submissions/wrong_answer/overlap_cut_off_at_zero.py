"""Clips the corners of the intersection at 0 in `iou_matrix`, as if boxes could not reach beyond the left or upper edge
of the image. Coordinates may be negative, and boxes overlap there as well. Clamp the sides of the intersection, not
its corners.
"""

import numpy as np


def convert(boxes, src, dst):
    def parse(name):
        if name not in ("xyxy", "xywh", "cxcywh"):
            raise ValueError(f"format {name!r} is not known")
        return name

    parse(src), parse(dst)
    rows = []
    for box in boxes:
        u, v, w, h = [float(t) for t in box]
        if src == "xyxy":
            w, h = w - u, h - v
        if src == "cxcywh":
            u, v = u - w / 2, v - h / 2
        # now u, v, w, h is xywh
        if dst == "xyxy":
            rows.append((u, v, u + w, v + h))
        elif dst == "xywh":
            rows.append((u, v, w, h))
        else:
            rows.append((u + w / 2, v + h / 2, w, h))
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def iou_matrix(a, b):
    out = np.zeros((a.shape[0], b.shape[0]), dtype=np.float64)
    for i, p in enumerate(a.astype(np.float64)):
        for j, q in enumerate(b.astype(np.float64)):
            x1 = max(0.0, p[0], q[0])
            y1 = max(0.0, p[1], q[1])
            x2 = max(0.0, min(p[2], q[2]))
            y2 = max(0.0, min(p[3], q[3]))
            if x2 <= x1 or y2 <= y1:
                continue
            shared = (x2 - x1) * (y2 - y1)
            area_p = (p[2] - p[0]) * (p[3] - p[1])
            area_q = (q[2] - q[0]) * (q[3] - q[1])
            out[i, j] = shared / (area_p + area_q - shared)
    return out
