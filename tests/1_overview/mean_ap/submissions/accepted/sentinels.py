"""The way of Pascal VOC's own kit: sentinels at both ends, and the places where recall changes."""

import numpy as np


def overlaps_with(box, others):
    w = np.clip(np.minimum(others[:, 2], box[2]) - np.maximum(others[:, 0], box[0]), 0, None)
    h = np.clip(np.minimum(others[:, 3], box[3]) - np.maximum(others[:, 1], box[1]), 0, None)
    inter = w * h
    union = (box[2] - box[0]) * (box[3] - box[1]) + (others[:, 2] - others[:, 0]) * (others[:, 3] - others[:, 1]) - inter
    return inter / union


def match(detections, objects, threshold=0.5):
    images = {image: {"boxes": objects[objects[:, 0] == image, 1:]} for image in set(objects[:, 0].tolist())}
    for record in images.values():
        record["det"] = np.zeros(len(record["boxes"]), bool)
    tp = np.zeros(len(detections), np.bool_)
    for d in np.argsort(-detections[:, 1], kind="mergesort"):
        record = images.get(float(detections[d, 0]))
        if record is None:
            continue
        overlaps = overlaps_with(detections[d, 2:], record["boxes"])
        j = np.argmax(overlaps)
        if overlaps[j] >= threshold:
            tp[d] = not record["det"][j]
            record["det"][j] = True
    return tp


def average_precision(detections, objects, threshold=0.5):
    npos = len(objects)
    if npos == 0:
        raise ValueError("npos is 0")
    tp = match(detections, objects, threshold)[np.argsort(-detections[:, 1], kind="mergesort")]
    tps, fps = np.cumsum(tp), np.cumsum(~tp)
    rec = tps / npos
    prec = tps / np.maximum(tps + fps, np.finfo(np.float64).eps)
    mrec = np.concatenate(([0.0], rec, [1.0]))
    mpre = np.concatenate(([0.0], prec, [0.0]))
    mpre = np.flip(np.maximum.accumulate(np.flip(mpre)))
    i = np.where(mrec[1:] != mrec[:-1])[0]
    return np.sum((mrec[i + 1] - mrec[i]) * mpre[i + 1])


def mean_ap(detections, objects, thresholds=(0.5,)):
    table = [
        [average_precision(detections.get(c, np.zeros((0, 6))), objects[c], t) for t in thresholds]
        for c in sorted(objects)
        if objects[c].shape[0]
    ]
    return np.mean(table) if table else 0.0
