"""Divides the shared area by the area of one box instead of the union. A small box inside a large one then has an
overlap of 1 and is removed, whatever its score, although their IoU is small. Divide by the area that both cover
together.
"""

# says: "divided by the area of one box"

import numpy as np


def nms(
    boxes: np.ndarray, scores: np.ndarray, score_threshold: float, iou_threshold: float, top_k: int = 0
) -> np.ndarray:
    """Return the indices of the boxes to keep, by falling score, as `cv2.dnn.NMSBoxes` does. Boxes are xywh."""
    order = np.argsort(-scores, kind="stable")
    order = order[scores[order] > score_threshold]
    if top_k > 0:
        order = order[:top_k]

    kept = []
    while len(order):
        best, order = order[0], order[1:]
        kept.append(best)
        # Only kept boxes suppress others; a removed box no longer matters.
        order = order[_iou(boxes[best], boxes[order]) <= iou_threshold]
    return np.array(kept, dtype=int)


def nms_per_class(
    boxes: np.ndarray, scores: np.ndarray, classes: np.ndarray, score_threshold: float, iou_threshold: float
) -> np.ndarray:
    """Return the indices of the boxes to keep, with NMS for each class, by falling score over all classes."""
    kept = [np.zeros(0, dtype=int)]
    for one in np.unique(classes):
        places = np.flatnonzero(classes == one)
        kept.append(places[nms(boxes[places], scores[places], score_threshold, iou_threshold)])
    together = np.sort(np.concatenate(kept))  # in array order, so that the stable sort keeps it for ties
    return together[np.argsort(-scores[together], kind="stable")]


def soft_nms(
    boxes: np.ndarray, scores: np.ndarray, score_threshold: float, sigma: float = 0.5
) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices of the boxes in the order in which they are kept, and their lowered scores."""
    left = np.arange(len(scores))
    now = np.array(scores, dtype=np.float64)
    kept = []
    while len(left):
        best = left[np.argmax(now[left])]
        if now[best] < score_threshold:
            break
        kept.append(best)
        left = left[left != best]
        now[left] *= np.exp(-(_iou(boxes[best], boxes[left]) ** 2) / sigma)
    places = np.array(kept, dtype=int)
    return places, now[places]


def _iou(box: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Intersection over union of one xywh box with (N, 4) others, shape (N,)."""
    begin = np.maximum(box[:2], others[:, :2])
    end = np.minimum(box[:2] + box[2:], others[:, :2] + others[:, 2:])
    shared = np.clip(end - begin, 0, None).prod(axis=1)
    return shared / others[:, 2:].prod(axis=1)
