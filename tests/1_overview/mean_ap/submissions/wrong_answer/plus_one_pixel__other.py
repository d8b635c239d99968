"""Counts pixels: adds 1 to every width and height, as Pascal VOC's own program does. Here corners are points in a
continuous plane, and the overlap of small boxes comes out too large.
"""

import numpy as np


def iou_matrix(a, b):
    table = np.zeros((len(a), len(b)))
    for m, (left, top, right, bottom) in enumerate(a.tolist()):
        for n, (x1, y1, x2, y2) in enumerate(b.tolist()):
            wide = min(right, x2) - max(left, x1) + 1
            high = min(bottom, y2) - max(top, y1) + 1
            if wide > 0 and high > 0:
                areas = (right - left + 1) * (bottom - top + 1) + (x2 - x1 + 1) * (y2 - y1 + 1)
                table[m, n] = wide * high / (areas - wide * high)
    return table


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
        if which is not None and best >= threshold and free[which]:
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
