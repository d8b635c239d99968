"""Averages the precisions at the recalls 0, 0.1, ... 1. Pascal VOC did so until 2009; since 2010 the AP is the whole
area under the curve. With few objects the two differ by several per cent.
"""

from collections.abc import Sequence

import numpy as np


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Given: the overlap (intersection over union) of each box of a, (M, 4), with each of b, (N, 4), as (M, N)."""
    a, b = np.asarray(a, float)[:, None], np.asarray(b, float)
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def match(detections: np.ndarray, objects: np.ndarray, threshold: float = 0.5) -> np.ndarray:
    """Whether each detection is correct: it overlaps an object enough, and no higher score has found that object."""
    overlap = iou_matrix(detections[:, 2:], objects[:, 1:])
    overlap[detections[:, :1] != objects[:, 0]] = 0  # what is in another image cannot be found

    right = np.zeros(len(detections), dtype=bool)
    found = np.zeros(len(objects), dtype=bool)
    for index in _by_score(detections):
        if not len(objects):
            break
        best = overlap[index].argmax()
        right[index] = overlap[index, best] >= threshold and not found[best]
        found[best] |= right[index]
    return right


def average_precision(detections: np.ndarray, objects: np.ndarray, threshold: float = 0.5) -> float:
    """The area under the interpolated curve of precision over recall."""
    if not len(objects):
        raise ValueError("without objects there is no recall")

    right = match(detections, objects, threshold)[_by_score(detections)]
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    falling = np.maximum.accumulate(precision[::-1])[::-1]
    recall = np.cumsum(right) / len(objects)
    return float(np.mean([falling[recall >= t].max(initial=0) for t in np.linspace(0, 1, 11)]))


def mean_ap(
    detections: dict[str, np.ndarray], objects: dict[str, np.ndarray], thresholds: Sequence[float] = (0.5,)
) -> float:
    """The mean over all classes with objects and over all thresholds."""
    none = np.zeros((0, 6))
    scores = [
        average_precision(detections.get(name, none), some, threshold)
        for name, some in objects.items()
        if len(some)
        for threshold in thresholds
    ]
    return float(np.mean(scores)) if scores else 0.0


def _by_score(detections: np.ndarray) -> np.ndarray:
    """The order of descending scores; equal scores keep their order."""
    return np.argsort(-detections[:, 1], kind="stable")
