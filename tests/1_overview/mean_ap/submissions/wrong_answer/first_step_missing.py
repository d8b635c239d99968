"""Takes the differences between neighbouring recalls, but not the first one, from recall 0 to the first recall. So the
area of the first step is missing. Put a 0 in front of the recalls.
"""

import numpy as np


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Given: the overlap (intersection over union) of each box of a, (M, 4), with each of b, (N, 4), as (M, N)."""
    a, b = np.asarray(a, float)[:, None], np.asarray(b, float)
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def match(detections, objects, threshold=0.5):
    correct = np.zeros(len(detections), bool)
    used = np.zeros(len(objects), bool)
    order = np.argsort(-detections[:, 1], kind="stable")
    for i in order:
        same = np.flatnonzero(objects[:, 0] == detections[i, 0])
        if len(same) == 0:
            continue
        overlaps = iou_matrix(detections[i : i + 1, 2:], objects[same, 1:])[0]
        best = overlaps.argmax()
        j = same[best]
        if overlaps[best] >= threshold and not used[j]:
            used[j] = True
            correct[i] = True
    return correct


def average_precision(detections, objects, threshold=0.5):
    if len(objects) == 0:
        raise ValueError("no objects")
    if len(detections) == 0:
        return 0.0
    order = np.argsort(-detections[:, 1], kind="stable")
    hits = match(detections, objects, threshold)[order]
    tp = np.cumsum(hits)
    precision = tp / np.arange(1, len(hits) + 1)
    recall = tp / len(objects)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(np.diff(recall) * envelope[1:]))


def mean_ap(detections, objects, thresholds=(0.5,)):
    values = []
    for name, boxes in objects.items():
        if len(boxes) == 0:
            continue
        found = detections.get(name, np.zeros((0, 6)))
        for t in thresholds:
            values.append(average_precision(found, boxes, t))
    return float(np.mean(values)) if values else 0.0
