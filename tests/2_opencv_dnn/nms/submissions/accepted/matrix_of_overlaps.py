"""All overlaps first, in one matrix; then only Booleans are combined."""

import numpy as np


def overlaps(boxes):
    x1, y1, w, h = boxes.T
    x2, y2 = x1 + w, y1 + h
    width = np.minimum.outer(x2, x2) - np.maximum.outer(x1, x1)
    height = np.minimum.outer(y2, y2) - np.maximum.outer(y1, y1)
    shared = np.where((width > 0) & (height > 0), width * height, 0)
    return shared / (np.add.outer(w * h, w * h) - shared)


def suppress(forbidden, scores, score_threshold, top_k):
    order = np.lexsort((np.arange(len(scores)), -scores))
    order = [n for n in order if scores[n] > score_threshold]
    if top_k:
        order = order[:top_k]
    gone = np.zeros(len(scores), dtype=bool)
    kept = []
    for n in order:
        if not gone[n]:
            kept.append(n)
            gone |= forbidden[n]
    return np.asarray(kept, dtype=np.intp)


def nms(boxes, scores, score_threshold, iou_threshold, top_k=0):
    return suppress(overlaps(boxes) > iou_threshold, scores, score_threshold, top_k)


def nms_per_class(boxes, scores, classes, score_threshold, iou_threshold):
    same = np.equal.outer(classes, classes)
    return suppress((overlaps(boxes) > iou_threshold) & same, scores, score_threshold, 0)


def soft_nms(boxes, scores, score_threshold, sigma=0.5):
    factors = np.exp(-np.square(overlaps(boxes)) / sigma)
    now = scores.astype(float)
    result = np.zeros_like(now)
    kept = []
    while len(kept) < len(now):
        best = int(np.argmax(now))
        if now[best] < score_threshold or now[best] == -np.inf:
            break
        result[best] = now[best]
        kept.append(best)
        now = now * factors[best]
        now[kept] = -np.inf
    return np.array(kept, dtype=int), result[kept] if kept else np.zeros(0)
