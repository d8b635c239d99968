"""Fractions throughout; the area object by object: each one found adds 1/M times the best precision from there on."""

from fractions import Fraction

import numpy as np


def share(a, b):
    a, b = [Fraction(v) for v in a], [Fraction(v) for v in b]
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return Fraction(0)
    return wide * high / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - wide * high)


def match(detections, objects, threshold=0.5):
    rows, things, taken = detections.tolist(), objects.tolist(), set()
    answers = {}
    for number, row in sorted(enumerate(rows), key=lambda pair: pair[1][1], reverse=True):
        overlaps = {k: share(row[2:], thing[1:]) for k, thing in enumerate(things) if thing[0] == row[0]}
        k = max(overlaps, key=overlaps.get, default=None)
        answers[number] = k is not None and overlaps[k] >= threshold and k not in taken
        if answers[number]:
            taken.add(k)
    return np.array([answers[number] for number in range(len(rows))], dtype=bool)


def average_precision(detections, objects, threshold=0.5):
    if objects.shape[0] < 1:
        raise ValueError("there must be objects")
    answers = match(detections, objects, threshold)
    order = sorted(range(len(answers)), key=lambda n: detections[n, 1], reverse=True)
    precision, hits = [], 0
    for rank, n in enumerate(order):
        hits += int(answers[n])
        precision.append(Fraction(hits, rank + 1))
    total = sum((max(precision[rank:]) for rank, n in enumerate(order) if answers[n]), Fraction(0))
    return float(total / len(objects))


def mean_ap(detections, objects, thresholds=(0.5,)):
    all_of_them = []
    for name, boxes in objects.items():
        try:
            some = [average_precision(detections.get(name, np.zeros((0, 6))), boxes, t) for t in thresholds]
        except ValueError:
            continue
        all_of_them.extend(some)
    return sum(all_of_them) / max(len(all_of_them), 1)
