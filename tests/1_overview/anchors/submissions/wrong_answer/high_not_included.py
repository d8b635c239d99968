"""Requires more than `high`. An overlap of exactly high is enough."""

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
    anchors = []
    for row in range(grid[0]):
        for column in range(grid[1]):
            x = (column + 0.5) * stride
            y = (row + 0.5) * stride
            for size in sizes:
                for ratio in ratios:
                    w = size / np.sqrt(ratio)
                    h = size * np.sqrt(ratio)
                    anchors.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return np.array(anchors)


def encode(anchors, boxes, variances=(0.1, 0.2)):
    aw, ah = anchors[:, 2] - anchors[:, 0], anchors[:, 3] - anchors[:, 1]
    ax, ay = anchors[:, 0] + aw / 2, anchors[:, 1] + ah / 2
    w, h = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    x, y = boxes[:, 0] + w / 2, boxes[:, 1] + h / 2
    w, h = np.maximum(w, SHORTEST), np.maximum(h, SHORTEST)
    dx = (x - ax) / aw / variances[0]
    dy = (y - ay) / ah / variances[0]
    dw = np.log(w / aw) / variances[1]
    dh = np.log(h / ah) / variances[1]
    return np.stack([dx, dy, dw, dh], axis=1)


def decode(anchors, codes, variances=(0.1, 0.2)):
    aw, ah = anchors[:, 2] - anchors[:, 0], anchors[:, 3] - anchors[:, 1]
    ax, ay = anchors[:, 0] + aw / 2, anchors[:, 1] + ah / 2
    x = ax + codes[:, 0] * variances[0] * aw
    y = ay + codes[:, 1] * variances[0] * ah
    w = aw * np.exp(np.minimum(codes[:, 2] * variances[1], LARGEST))
    h = ah * np.exp(np.minimum(codes[:, 3] * variances[1], LARGEST))
    return np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], axis=1)


def assign(anchors, boxes, low=0.4, high=0.5):
    labels = np.full(len(anchors), -1)
    if len(boxes) == 0:
        return labels
    iou = iou_matrix(anchors, boxes)
    best = iou.argmax(axis=1)
    most = iou.max(axis=1)
    labels[most >= low] = -2
    labels[most > high] = best[most > high]
    while iou.max() > 0:
        i, j = np.unravel_index(np.argmax(iou), iou.shape)
        labels[i] = j
        iou[i] = 0
        iou[:, j] = 0
    return labels
