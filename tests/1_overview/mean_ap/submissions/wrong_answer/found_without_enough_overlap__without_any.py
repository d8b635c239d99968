"""Marks the object that a detection overlaps most as found, even if the overlap is below the threshold. A later, good
detection of it then counts as wrong. Only a correct detection finds its object.
"""

import numpy as np


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Given: the overlap (intersection over union) of each box of a, (M, 4), with each of b, (N, 4), as (M, N)."""
    a, b = np.asarray(a, float)[:, None], np.asarray(b, float)
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def _rank(detections):
    return sorted(range(len(detections)), key=lambda i: -detections[i][1])


def match(detections, objects, threshold=0.5):
    recs = {}
    for row in objects:
        rec = recs.setdefault(row[0], {"bbox": [], "det": []})
        rec["bbox"].append(row[1:5])
        rec["det"].append(False)
    tp = np.zeros(len(detections), dtype=bool)
    for d in _rank(detections):
        rec = recs.get(detections[d, 0])
        if rec is None:
            continue
        overlaps = iou_matrix([detections[d, 2:6]], np.array(rec["bbox"]))[0]
        ovmax, jmax = -np.inf, -1
        for j, ov in enumerate(overlaps):
            if ov > ovmax:
                ovmax, jmax = ov, j
        if ovmax >= threshold and not rec["det"][jmax]:
            tp[d] = True
        rec["det"][jmax] = True
    return tp


def average_precision(detections, objects, threshold=0.5):
    npos = len(objects)
    if npos == 0:
        raise ValueError("recall is undefined without objects")
    flags = match(detections, objects, threshold)
    tp = np.cumsum([flags[i] for i in _rank(detections)])
    fp = np.cumsum([not flags[i] for i in _rank(detections)])
    rec = tp / float(npos)
    prec = tp / np.maximum(tp + fp, np.finfo(np.float64).eps)
    mrec = np.concatenate(([0.0], rec, [1.0]))
    mpre = np.concatenate(([0.0], prec, [0.0]))
    for i in range(mpre.size - 1, 0, -1):
        mpre[i - 1] = np.maximum(mpre[i - 1], mpre[i])
    i = np.where(mrec[1:] != mrec[:-1])[0]
    return float(np.sum((mrec[i + 1] - mrec[i]) * mpre[i + 1]))


def mean_ap(detections, objects, thresholds=(0.5,)):
    total = 0.0
    count = 0
    for key in objects:
        if objects[key].shape[0] > 0:
            dets = detections[key] if key in detections else np.empty((0, 6))
            for thr in thresholds:
                total += average_precision(dets, objects[key], thr)
                count += 1
    return total / count if count else 0.0
