"""A shift is a crop of an image with a wide margin, and a box is an object that can be moved and cut."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Box:
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def area(self):
        return max(0.0, self.x2 - self.x1) * max(0.0, self.y2 - self.y1)

    def moved(self, dx, dy):
        return Box(self.x1 + dx, self.y1 + dy, self.x2 + dx, self.y2 + dy)

    def cut(self, width, height):
        xs, ys = sorted([0, self.x1, width]), sorted([0, self.y1, height])
        return Box(xs[1], ys[1], sorted([0, self.x2, width])[1], sorted([0, self.y2, height])[1])


def read(boxes):
    return [Box(*row) for row in np.asarray(boxes, float).tolist()]


def write(boxes):
    return np.array([[box.x1, box.y1, box.x2, box.y2] for box in boxes], dtype=float).reshape(len(boxes), 4)


def flip(image, boxes):
    columns = np.arange(image.shape[1])[::-1]
    width = len(columns)
    return np.take(image, columns, axis=1), write([Box(width - b.x2, b.y1, width - b.x1, b.y2) for b in read(boxes)])


def crop(image, boxes, labels, window, keep):
    x1, y1, x2, y2 = window
    found = []
    for box, label in zip(read(boxes), labels, strict=True):
        visible = box.moved(-x1, -y1).cut(x2 - x1, y2 - y1)
        if visible.area and visible.area >= keep * box.area:
            found.append((visible, label))
    part = np.array([[image[y, x] for x in range(x1, x2)] for y in range(y1, y2)], dtype=image.dtype)
    return part, write([box for box, _ in found]), np.array([label for _, label in found], dtype=int)


def shift(image, boxes, labels, dx, dy, fill, keep):
    height, width = image.shape[:2]
    wide, high = abs(dx), abs(dy)
    margins = [(high, high), (wide, wide)] + [(0, 0)] * (image.ndim - 2)
    padded = np.pad(image, margins, constant_values=fill)
    around = [box.moved(wide, high) for box in read(boxes)]
    left, top = wide - dx, high - dy
    return crop(padded, write(around), labels, (left, top, left + width, top + height), keep)


def flip_labels(image, boxes, labels, pairs, fixed):
    if set(labels.tolist()).isdisjoint(fixed):
        first, second = [a for a, _ in pairs], [b for _, b in pairs]
        partners = dict(zip(first + second, second + first, strict=True))
        return *flip(image, boxes), np.array([partners.get(n, n) for n in labels.tolist()], dtype=int)
    return np.array(image), write(read(boxes)), np.array(labels)
