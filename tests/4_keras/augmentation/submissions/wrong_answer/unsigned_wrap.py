"""Subtracts the corner of the window in the dtype of the boxes. In uint8, 10 - 20 is 246, without a warning, so a box that
begins left of the window seems to begin far to the right. Convert the boxes to float before you calculate.
"""

import numpy as np


def flip(image, boxes):
    width = image.shape[1]
    x1, y1, x2, y2 = np.asarray(boxes, dtype=np.float64).T
    return np.fliplr(image).copy(), np.stack([width - x2, y1, width - x1, y2], axis=1)


def crop(image, boxes, labels, window, keep):
    left, top, right, bottom = window
    part = image[top:bottom, left:right].copy()
    x1, y1, x2, y2 = boxes.T
    boxes = np.stack([x1 - left, y1 - top, x2 - left, y2 - top], axis=1).astype(float)
    boxes, labels = clip(boxes, labels, right - left, bottom - top, keep)
    return part, boxes, labels


def shift(image, boxes, labels, dx, dy, fill, keep):
    height, width = image.shape[:2]
    result = np.full_like(image, fill)
    ys, xs = np.arange(height) - dy, np.arange(width) - dx
    rows, columns = (ys >= 0) & (ys < height), (xs >= 0) & (xs < width)
    result[np.ix_(rows, columns)] = image[np.ix_(ys[rows], xs[columns])]
    x1, y1, x2, y2 = np.asarray(boxes, dtype=np.float64).T
    boxes = np.stack([x1 + dx, y1 + dy, x2 + dx, y2 + dy], axis=1)
    boxes, labels = clip(boxes, labels, width, height, keep)
    return result, boxes, labels


def clip(boxes, labels, width, height, keep):
    x1, y1, x2, y2 = boxes.T
    whole = (x2 - x1) * (y2 - y1)
    x1, x2 = np.clip(x1, 0, width), np.clip(x2, 0, width)
    y1, y2 = np.clip(y1, 0, height), np.clip(y2, 0, height)
    inside = (x2 - x1) * (y2 - y1)
    good = (x1 < x2) & (y1 < y2) & (inside / whole >= keep)
    return np.stack([x1, y1, x2, y2], axis=1)[good], labels[good]


def flip_labels(image, boxes, labels, pairs, fixed):
    if any(label in fixed for label in labels.tolist()):
        return image.copy(), np.array(boxes, dtype=np.float64), labels.copy()
    image, boxes = flip(image, boxes)
    swapped = labels.copy()
    for a, b in pairs:
        swapped[labels == a] = b
        swapped[labels == b] = a
    return image, boxes, swapped
