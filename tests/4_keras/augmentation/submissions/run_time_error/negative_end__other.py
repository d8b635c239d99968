"""Calculates the ends of slices that become negative if the shift exceeds the image. A negative end counts from the other
side, so the two parts differ in size. Check first whether anything is still visible.
"""

import numpy as np


def flip(image, boxes):
    width = image.shape[1]
    mirrored = np.zeros_like(image)
    for x in range(width):
        mirrored[:, width - 1 - x] = image[:, x]
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
    part = image[: height - dy] if dy > 0 else image[-dy:]
    part = part[:, : width - dx] if dx > 0 else part[:, -dx:]
    down = slice(dy, None) if dy > 0 else slice(0, height + dy)
    across = slice(dx, None) if dx > 0 else slice(0, width + dx)
    result[down, across] = part
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
