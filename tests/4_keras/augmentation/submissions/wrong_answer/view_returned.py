"""Returns a view of the image that was handed in, so both share their pixels. A program that draws on the augmented image
changes the original as well. Copy the result of the slicing.
"""

# says: "filled with 1"

import numpy as np


def flip(image, boxes):
    width = image.shape[1]
    x1, y1, x2, y2 = np.asarray(boxes, dtype=np.float64).T
    return image[:, ::-1], np.stack([width - x2, y1, width - x1, y2], axis=1)


def crop(image, boxes, labels, window, keep):
    left, top, right, bottom = window
    part = image[top:bottom, left:right]
    x1, y1, x2, y2 = np.asarray(boxes, dtype=np.float64).T
    boxes = np.stack([x1 - left, y1 - top, x2 - left, y2 - top], axis=1)
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
    good = (inside > 0) & (inside / whole >= keep)
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
