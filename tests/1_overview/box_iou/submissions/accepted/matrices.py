"""A format is a 4 x 4 matrix from corners; converting is one matrix out of `src` and one into `dst`."""

import numpy as np

EYE, ZERO = np.eye(2), np.zeros((2, 2))
FROM_XYXY = {
    "xyxy": np.block([[EYE, ZERO], [ZERO, EYE]]),
    "xywh": np.block([[EYE, ZERO], [-EYE, EYE]]),
    "cxcywh": np.block([[EYE / 2, EYE / 2], [-EYE, EYE]]),
}


def convert(boxes, src, dst):
    try:
        matrix = FROM_XYXY[dst] @ np.linalg.inv(FROM_XYXY[src])
    except KeyError as error:
        raise ValueError(f"no such format: {error}") from None
    return np.asarray(boxes, dtype=float) @ matrix.T


def iou_matrix(a, b):
    a, b = convert(a, "xyxy", "xyxy"), convert(b, "xyxy", "xyxy")
    rows = [one_against_all(box, b) for box in a]
    return np.array(rows).reshape(len(a), len(b))


def one_against_all(box, others):
    low = np.maximum(box[:2], others[:, :2])
    high = np.maximum(np.minimum(box[2:], others[:, 2:]), low)
    shared = (high - low).prod(axis=1)
    covered = (box[2:] - box[:2]).prod() + (others[:, 2:] - others[:, :2]).prod(axis=1) - shared
    return shared / np.where(covered > 0, covered, 1)
