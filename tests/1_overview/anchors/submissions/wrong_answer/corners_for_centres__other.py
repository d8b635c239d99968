"""Measures the offset from the anchor's top-left corner to the box's. If the box and the anchor differ in size, that is
not the offset of their centres.
"""

import numpy as np

SHORTEST = 1e-3
LARGEST = np.log(1000 / 16)


def iou_matrix(a, b):
    a, b = np.asarray(a, float)[:, None], np.asarray(b, float)
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def make_anchors(grid, stride, sizes, ratios):
    rows, columns = grid
    shapes = np.array([[s / r**0.5, s * r**0.5] for s in sizes for r in ratios])
    ys = np.arange(rows) * stride + stride / 2
    xs = np.arange(columns) * stride + stride / 2
    centres = np.array([[x, y] for y in ys for x in xs])
    corner = centres[:, None] - shapes / 2
    return np.dstack([corner, corner + shapes]).reshape(-1, 4)


def to_centre(boxes):
    size = boxes[:, 2:] - boxes[:, :2]
    return (boxes[:, :2] + boxes[:, 2:]) / 2, size


def encode(anchors, boxes, variances=(0.1, 0.2)):
    (c, s), (ac, asize) = to_centre(boxes), to_centre(anchors)
    s = np.where(s < SHORTEST, SHORTEST, s)
    offset = (boxes[:, :2] - anchors[:, :2]) / asize
    log = np.log(s / asize)
    return np.concatenate([offset, log], axis=1) / np.repeat(variances, 2)


def decode(anchors, codes, variances=(0.1, 0.2)):
    codes = codes * np.repeat(variances, 2)
    centre, size = to_centre(anchors)
    log = np.where(codes[:, 2:] > LARGEST, LARGEST, codes[:, 2:])
    corner = anchors[:, :2] + codes[:, :2] * size
    size = size * np.exp(log)
    return np.concatenate([corner, corner + size], axis=1)


def assign(anchors, boxes, low=0.4, high=0.5):
    table = iou_matrix(anchors, boxes)
    labels = []
    for row in table:
        best = max(range(len(row)), key=lambda j: row[j], default=None)
        if best is None or row[best] < low:
            labels.append(-1)
        elif row[best] < high:
            labels.append(-2)
        else:
            labels.append(best)
    pairs = [(table[i, j], i, j) for i in range(len(anchors)) for j in range(len(boxes)) if table[i, j] > 0]
    done_anchors, done_boxes = set(), set()
    for _, i, j in sorted(pairs, reverse=True):
        if i not in done_anchors and j not in done_boxes:
            labels[i] = j
            done_anchors.add(i)
            done_boxes.add(j)
    return np.array(labels)
