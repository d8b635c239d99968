"""Marks the object that a detection overlaps most as found, even if the overlap is below the threshold. A later, good
detection of it then counts as wrong. Only a correct detection finds its object.
"""

import numpy as np


def iou_matrix(a, b):
    a, b = np.asarray(a, float)[:, None], np.asarray(b, float)
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def match(detections, objects, threshold=0.5):
    result = np.zeros(len(detections), dtype=bool)
    found = set()
    order = sorted(range(len(detections)), key=lambda n: -detections[n, 1])
    for n in order:
        mine = np.flatnonzero(objects[:, 0] == detections[n, 0])
        if len(mine) == 0:
            continue
        overlaps = iou_matrix(detections[n : n + 1, 2:], objects[mine, 1:])[0]
        best = mine[overlaps.argmax()]
        if overlaps.max() >= threshold and best not in found:
            result[n] = True
        found.add(best)
    return result


def average_precision(detections, objects, threshold=0.5):
    if len(objects) == 0:
        raise ValueError("no objects")
    right = match(detections, objects, threshold)
    right = right[np.argsort(-detections[:, 1], kind="stable")]
    hits = np.cumsum(right)
    recall = hits / len(objects)
    precision = hits / (np.arange(len(right)) + 1)
    for k in range(len(precision) - 2, -1, -1):
        precision[k] = max(precision[k], precision[k + 1])
    before = np.concatenate([[0], recall[:-1]]) if len(recall) else recall
    return float(np.sum((recall - before) * precision))


def mean_ap(detections, objects, thresholds=(0.5,)):
    values = []
    for name in objects:
        if len(objects[name]) == 0:
            continue
        for threshold in thresholds:
            mine = detections.get(name, np.zeros((0, 6)))
            values.append(average_precision(mine, objects[name], threshold))
    if not values:
        return 0.0
    return float(np.mean(values))
