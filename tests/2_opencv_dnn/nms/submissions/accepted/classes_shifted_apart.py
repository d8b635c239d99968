"""Moves each class to a place of its own, so that one NMS serves them all; in float32, and with sorted records."""

import numpy as np


def iou_with(box, others):
    left = np.maximum(others[:, 0], box[0])
    top = np.maximum(others[:, 1], box[1])
    right = np.minimum(others[:, 0] + others[:, 2], box[0] + box[2])
    bottom = np.minimum(others[:, 1] + others[:, 3], box[1] + box[3])
    shared = np.maximum(right - left, 0) * np.maximum(bottom - top, 0)
    return shared / (others[:, 2] * others[:, 3] + box[2] * box[3] - shared)


def nms(boxes, scores, score_threshold, iou_threshold, top_k=0):
    boxes = np.array(boxes, dtype=np.float32)
    candidates = [(-score, place) for place, score in enumerate(scores.tolist()) if score > score_threshold]
    candidates = sorted(candidates)[: top_k or None]
    order = np.array([place for _, place in candidates], dtype=np.int32)
    alive = np.ones(len(order), dtype=bool)
    for k in range(len(order)):
        if alive[k]:
            too_much = iou_with(boxes[order[k]], boxes[order[k + 1 :]]) > iou_threshold
            alive[k + 1 :] &= ~too_much
    return order[alive]


def nms_per_class(boxes, scores, classes, score_threshold, iou_threshold):
    if len(boxes) == 0:
        return np.zeros(0, dtype=np.int32)
    low, high = boxes[:, 0].min(), (boxes[:, 0] + boxes[:, 2]).max()
    numbers = np.unique(classes, return_inverse=True)[1]
    shifted = np.array(boxes, dtype=np.float64)
    shifted[:, 0] += numbers * (high - low + 1)
    return nms(shifted, scores, score_threshold, iou_threshold)


def soft_nms(boxes, scores, score_threshold, sigma=0.5):
    boxes = np.array(boxes, dtype=np.float32)
    now = np.array(scores, dtype=np.float32)
    order = np.arange(len(now))
    for k in range(len(order)):
        best = k + np.argmax(now[order[k:]])
        # of equal scores the first in the array, wherever it stands by now
        equal = [place for place in order[k:] if now[place] == now[order[best]]]
        best = int(np.flatnonzero(order == min(equal))[0])
        order[[k, best]] = order[[best, k]]
        if now[order[k]] < score_threshold:
            return order[:k], now[order[:k]]
        rest = order[k + 1 :]
        now[rest] *= np.exp(-(iou_with(boxes[order[k]], boxes[rest]) ** 2) / sigma)
    return order, now[order]
