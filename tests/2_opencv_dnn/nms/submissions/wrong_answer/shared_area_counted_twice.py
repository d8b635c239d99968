"""Divides by the sum of both areas. That counts the shared area twice: subtract it once to get the union."""

# says: "The shared area was divided by the sum of both areas, which counts it twice"

import numpy as np


def _iou_table(boxes):
    xy1 = boxes[:, :2]
    xy2 = xy1 + boxes[:, 2:]
    area = boxes[:, 2] * boxes[:, 3]
    sides = np.minimum(xy2[:, None], xy2[None]) - np.maximum(xy1[:, None], xy1[None])
    sides = np.clip(sides, 0, None)
    shared = sides[..., 0] * sides[..., 1]
    return shared / (area[:, None] + area[None])


def nms(boxes, scores, score_threshold, iou_threshold, top_k=0):
    order = np.lexsort((np.arange(len(scores)), -scores))
    order = order[scores[order] > score_threshold]
    if top_k != 0:
        order = order[:top_k]
    table = _iou_table(boxes[order])
    removed = np.zeros(len(order), dtype=bool)
    for i in range(len(order)):
        if not removed[i]:
            removed[i + 1:] |= table[i, i + 1:] > iou_threshold
    return order[~removed]


def nms_per_class(boxes, scores, classes, score_threshold, iou_threshold):
    if len(boxes) == 0:
        return np.zeros(0, dtype=int)
    shift = boxes.copy()
    low = boxes[:, :2].min()
    high = (boxes[:, :2] + boxes[:, 2:]).max()
    _, number = np.unique(classes, return_inverse=True)
    shift[:, 0] = boxes[:, 0] + number * (high - low + 1.0)
    return nms(shift, scores, score_threshold, iou_threshold)


def soft_nms(boxes, scores, score_threshold, sigma=0.5):
    n = len(boxes)
    factor = np.exp(-_iou_table(boxes) ** 2 / sigma)
    alive = np.ones(n, dtype=bool)
    current = scores.astype(np.float64)
    kept = []
    lowered = []
    for _ in range(n):
        best = int(np.where(alive, current, -np.inf).argmax())
        if current[best] < score_threshold:
            break
        kept.append(best)
        lowered.append(current[best])
        alive[best] = False
        current = np.where(alive, current * factor[best], current)
    return np.array(kept, dtype=int), np.array(lowered)
