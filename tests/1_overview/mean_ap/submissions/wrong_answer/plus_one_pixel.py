"""Counts pixels: adds 1 to every width and height, as Pascal VOC's own program does. Here corners are points in a
continuous plane, and the overlap of small boxes comes out too large.
"""
# source: facebookresearch/detectron2 detectron2/evaluation/pascal_voc_evaluation.py (voc_eval, voc_ap)

import numpy as np


def iou_matrix(a, b):
    a, b = np.asarray(a, float)[:, None], np.asarray(b, float)
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def match(detections, objects, threshold=0.5):
    per_image = {}
    for image in np.unique(objects[:, 0]):
        boxes = objects[objects[:, 0] == image, 1:].astype(float)
        per_image[image] = {"boxes": boxes, "taken": [False] * len(boxes)}
    flags = np.zeros(len(detections), dtype=bool)
    for d in np.argsort(-detections[:, 1], kind="stable"):
        truth = per_image.get(detections[d, 0])
        box = detections[d, 2:].astype(float)
        largest, where = -np.inf, -1
        if truth is not None:
            known = truth["boxes"]
            w = np.maximum(np.minimum(known[:, 2], box[2]) - np.maximum(known[:, 0], box[0]) + 1.0, 0.0)
            h = np.maximum(np.minimum(known[:, 3], box[3]) - np.maximum(known[:, 1], box[1]) + 1.0, 0.0)
            shared = w * h
            own = (box[2] - box[0] + 1.0) * (box[3] - box[1] + 1.0)
            union = own + (known[:, 2] - known[:, 0] + 1.0) * (known[:, 3] - known[:, 1] + 1.0) - shared
            ratio = shared / union
            largest, where = np.max(ratio), int(np.argmax(ratio))
        if largest >= threshold and not truth["taken"][where]:
            flags[d] = truth["taken"][where] = True
    return flags


def average_precision(detections, objects, threshold=0.5):
    if len(objects) == 0:
        raise ValueError("no objects")
    if len(detections) == 0:
        return 0.0
    hits = match(detections, objects, threshold)[np.argsort(-detections[:, 1], kind="stable")]
    tp = np.cumsum(hits)
    fp = np.cumsum(~hits)
    recall = np.concatenate([[0.0], tp / len(objects), [1.0]])
    precision = np.concatenate([[0.0], tp / (tp + fp), [0.0]])
    for k in range(precision.size - 2, -1, -1):
        precision[k] = max(precision[k], precision[k + 1])
    steps = np.flatnonzero(recall[1:] != recall[:-1])
    return float(np.sum((recall[steps + 1] - recall[steps]) * precision[steps + 1]))


def mean_ap(detections, objects, thresholds=(0.5,)):
    values = []
    for name, boxes in objects.items():
        if len(boxes) == 0:
            continue
        found = detections.get(name, np.zeros((0, 6)))
        values += [average_precision(found, boxes, threshold) for threshold in thresholds]
    return float(np.mean(values)) if values else 0.0

