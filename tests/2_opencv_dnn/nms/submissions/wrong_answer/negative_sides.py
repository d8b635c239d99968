"""Multiplies the sides of the intersection without clamping them. Two boxes that are apart in x and in y have two
negative sides, whose product is positive, so they seem to overlap. Clamp each side at 0.
"""

import numpy as np


def nms(boxes, scores, score_threshold, iou_threshold, top_k=0):
    order = np.argsort(-scores, kind="stable")
    order = order[scores[order] > score_threshold]
    if top_k > 0:
        order = order[:top_k]

    kept = []
    while len(order):
        best, order = order[0], order[1:]
        kept.append(best)
        # Only what was kept suppresses: what goes here is never asked again.
        order = order[_iou(boxes[best], boxes[order]) <= iou_threshold]
    return np.array(kept, dtype=int)


def nms_per_class(boxes, scores, classes, score_threshold, iou_threshold):
    kept = [np.zeros(0, dtype=int)]
    for one in np.unique(classes):
        places = np.flatnonzero(classes == one)
        kept.append(places[nms(boxes[places], scores[places], score_threshold, iou_threshold)])
    together = np.sort(np.concatenate(kept))  # in the order of the array, so that equal scores keep it
    return together[np.argsort(-scores[together], kind="stable")]


def soft_nms(boxes, scores, score_threshold, sigma=0.5):
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


def _iou(box, others):
    begin = np.maximum(box[:2], others[:, :2])
    end = np.minimum(box[:2] + box[2:], others[:, :2] + others[:, 2:])
    shared = (end - begin).prod(axis=1)
    return shared / (box[2:].prod() + others[:, 2:].prod(axis=1) - shared)


# says: "The product of two negative sides is positive"
