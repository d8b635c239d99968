"""Returns indices into the list of candidates. That list is shorter than the array, so `boxes[kept]` gives other boxes.
Keep the indices into the array, and select among these.
"""

import math

import numpy as np


def overlap(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def nms(boxes, scores, score_threshold, iou_threshold, top_k=0):
    boxes, scores = boxes.tolist(), scores.tolist()
    candidates = [n for n in range(len(boxes)) if scores[n] > score_threshold]
    candidates.sort(key=lambda n: scores[n], reverse=True)  # Python's sort is stable, turned round as well
    if top_k > 0:
        candidates = candidates[:top_k]
    kept = []
    for n in candidates:
        for m in kept:
            if overlap(boxes[n], boxes[m]) > iou_threshold:
                break
        else:
            kept.append(n)
    passed = [n for n in range(len(boxes)) if scores[n] > score_threshold]
    return np.array([passed.index(n) for n in kept], dtype=np.int64)


def nms_per_class(boxes, scores, classes, score_threshold, iou_threshold):
    places = {}
    for n, one in enumerate(classes.tolist()):
        places.setdefault(one, []).append(n)
    kept = []
    for mine in places.values():
        for k in nms(boxes[mine], scores[mine], score_threshold, iou_threshold):
            kept.append(mine[k])
    kept.sort(key=lambda n: (-scores[n], n))
    return np.array(kept, dtype=np.int64)


def soft_nms(boxes, scores, score_threshold, sigma=0.5):
    boxes, now = boxes.tolist(), scores.tolist()
    left = list(range(len(boxes)))
    kept, lowered = [], []
    while left:
        best = left[0]
        for n in left:
            if now[n] > now[best]:
                best = n
        if now[best] < score_threshold:
            break
        left.remove(best)
        kept.append(best)
        lowered.append(now[best])
        for n in left:
            now[n] *= math.exp(-(overlap(boxes[best], boxes[n]) ** 2) / sigma)
    return np.array(kept, dtype=np.int64), np.array(lowered, dtype=np.float64)


# says: "indices into the list of candidates"
