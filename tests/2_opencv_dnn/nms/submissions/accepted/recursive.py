"""Says it in the words of the definition: the best one, then the NMS of those that it leaves."""

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Box:
    place: int
    score: float
    x: float
    y: float
    width: float
    height: float
    kind: int = 0

    @property
    def area(self):
        return self.width * self.height

    def overlap(self, other):
        width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        shared = max(0.0, width) * max(0.0, height)
        return shared / (self.area + other.area - shared)


def read(boxes, scores, classes=None):
    kinds = [0] * len(boxes) if classes is None else classes.tolist()
    return [Box(n, float(s), *map(float, b), k) for n, (b, s, k) in enumerate(zip(boxes, scores, kinds))]


def rank(box):
    return (-box.score, box.place)


def greedy(found, iou_threshold):
    kept = []
    while found:
        best, *rest = found
        kept.append(best.place)
        found = [box for box in rest if box.kind != best.kind or best.overlap(box) <= iou_threshold]
    return np.array(kept, dtype=int)


def nms(boxes, scores, score_threshold, iou_threshold, top_k=0):
    found = sorted((box for box in read(boxes, scores) if box.score > score_threshold), key=rank)
    return greedy(found[:top_k] if top_k else found, iou_threshold)


def nms_per_class(boxes, scores, classes, score_threshold, iou_threshold):
    found = sorted((box for box in read(boxes, scores, classes) if box.score > score_threshold), key=rank)
    return greedy(found, iou_threshold)


def soft_nms(boxes, scores, score_threshold, sigma=0.5):
    found, kept = read(boxes, scores), []
    while found:
        best = min(found, key=rank)
        if best.score < score_threshold:
            break
        kept.append(best)
        rest = [box for box in found if box is not best]
        found = [replace(box, score=box.score * float(np.exp(-(best.overlap(box) ** 2) / sigma))) for box in rest]
    return np.array([box.place for box in kept], dtype=int), np.array([box.score for box in kept])
