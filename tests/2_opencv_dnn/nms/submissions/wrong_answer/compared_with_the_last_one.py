"""Compares each box only with the one that was kept last. It has to be compared with all kept boxes: a box of another
object may lie between two of the same object.
"""

# says: "Each box was compared only with the one that was kept last"

import numpy as np


def overlap(a, b):
    """IoU of two boxes x, y, width, height."""
    ax, ay, aw, ah = map(float, a)
    bx, by, bw, bh = map(float, b)
    w = min(ax + aw, bx + bw) - max(ax, bx)
    h = min(ay + ah, by + bh) - max(ay, by)
    if w <= 0 or h <= 0:
        return 0.0
    return w * h / (aw * ah + bw * bh - w * h)


def nms(boxes, scores, score_threshold, iou_threshold, top_k=0):
    ranked = [i for i in range(len(scores)) if scores[i] > score_threshold]
    ranked.sort(key=lambda i: -scores[i])
    if top_k:
        ranked = ranked[:top_k]
    kept = []
    for i in ranked:
        if all(overlap(boxes[i], boxes[j]) <= iou_threshold for j in kept[-1:]):
            kept.append(i)
    return np.array(kept, dtype=np.int64)


def nms_per_class(boxes, scores, classes, score_threshold, iou_threshold):
    chosen = np.zeros(len(scores), dtype=bool)
    for c in set(classes.tolist()):
        own = np.where(classes == c)[0]
        local = nms(boxes[own], scores[own], score_threshold, iou_threshold)
        chosen[own[local]] = True
    order = np.argsort(-scores, kind="stable")
    return order[chosen[order]]


def soft_nms(boxes, scores, score_threshold, sigma=0.5):
    left = {i: float(s) for i, s in enumerate(scores)}
    indices, values = [], []
    while left:
        best = max(left, key=left.get)  # the first of equal ones
        score = left.pop(best)
        if score < score_threshold:
            break
        indices.append(best)
        values.append(score)
        for i in left:
            left[i] *= np.exp(-overlap(boxes[best], boxes[i]) ** 2 / sigma)
    return np.array(indices, dtype=int), np.array(values, dtype=float)
