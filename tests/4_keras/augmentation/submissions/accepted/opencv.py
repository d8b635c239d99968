"""OpenCV for the images: flip, and an affine warp for the shift; boxes in float32."""

import cv2
import numpy as np


def flip(image, boxes):
    centre = (boxes[:, 0] / 2 + boxes[:, 2] / 2).astype(np.float32)
    half = (boxes[:, 2] / 2 - boxes[:, 0] / 2).astype(np.float32)
    centre = image.shape[1] - centre
    mirrored = np.stack([centre - half, boxes[:, 1], centre + half, boxes[:, 3]], axis=1)
    return cv2.flip(image, 1), mirrored.astype(np.float32)


def crop(image, boxes, labels, window, keep):
    x1, y1, x2, y2 = window
    corner = np.float32([x1, y1, x1, y1])
    boxes, labels = _inside(boxes.astype(np.float32) - corner, labels, (x2 - x1, y2 - y1), np.float32(keep))
    return image[y1:y2, x1:x2].copy(), boxes, labels


def shift(image, boxes, labels, dx, dy, fill, keep):
    height, width = image.shape[:2]
    matrix = np.float32([[1, 0, dx], [0, 1, dy]])
    moved = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_NEAREST, borderValue=(fill,) * 4)
    boxes = cv2.transform(boxes.astype(np.float32).reshape(-1, 1, 2), matrix).reshape(-1, 4) if len(boxes) else np.zeros((0, 4))
    return moved, *_inside(boxes, labels, (width, height), np.float32(keep))


def _inside(boxes, labels, size, keep):
    low, high = np.maximum(boxes[:, :2], 0), np.minimum(boxes[:, 2:], np.float32(size))
    shares = np.maximum(high - low, 0).prod(1) / (boxes[:, 2:] - boxes[:, :2]).prod(1)
    chosen = np.flatnonzero((shares >= keep) & (shares > 0))
    return np.hstack([low, high])[chosen], labels[chosen]


def flip_labels(image, boxes, labels, pairs, fixed):
    table = np.arange(1 + max([*labels, *fixed, *sum(map(list, pairs), [])], default=0))
    for a, b in pairs:
        table[[a, b]] = b, a
    if np.isin(labels, fixed).any():
        return image.copy(), boxes.astype(np.float32), labels + 0
    return *flip(image, boxes), table[labels]
