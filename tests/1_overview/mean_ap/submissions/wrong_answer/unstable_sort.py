"""Sorts with NumPy's default method, which does not keep the order of equal values. It does not show with few
detections. Use kind="stable".
"""

# says: "Not every sort keeps the order"
# depends on the processor

import numpy as np


def iou_matrix(a, b):
    a, b = (np.asarray(a, float)[:, None], np.asarray(b, float))
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def match(detections, objects, threshold=0.5):
    found = set()
    out = np.zeros(len(detections), bool)
    for q in np.argsort(-detections[:, 1]):
        d = detections[q]
        mine = np.flatnonzero(objects[:, 0] == d[0])
        ok = False
        if len(mine):
            o = iou_matrix(d[None, 2:], objects[mine, 1:])[0]
            k = mine[o.argmax()]
            if o.max() >= threshold and k not in found:
                ok = True
                found.add(k)
        out[q] = ok
    return out


def average_precision(detections, objects, threshold=0.5):
    if len(objects) == 0:
        raise ValueError
    hit = match(detections, objects, threshold)[np.argsort(-detections[:, 1])]
    tp = np.cumsum(hit)
    prec = tp / np.arange(1, len(hit) + 1)
    rec = tp / len(objects)
    ap = 0
    last = 0
    for k in range(len(hit)):
        ap += (rec[k] - last) * prec[k:].max()
        last = rec[k]
    return float(ap)


def mean_ap(detections, objects, thresholds=(0.5,)):
    aps = []
    for t in thresholds:
        for c in objects:
            if len(objects[c]) == 0:
                continue
            aps.append(average_precision(detections.get(c, np.zeros((0, 6))), objects[c], t))
    return float(np.mean(aps)) if aps else 0.0
