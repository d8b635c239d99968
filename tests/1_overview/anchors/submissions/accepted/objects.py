"""A small class for a box, and no arrays in between."""

import math

import numpy as np


class Box:
    def __init__(self, x1, y1, x2, y2):
        self.x1, self.y1, self.x2, self.y2 = map(float, (x1, y1, x2, y2))

    x = property(lambda self: (self.x1 + self.x2) / 2)
    y = property(lambda self: (self.y1 + self.y2) / 2)
    width = property(lambda self: self.x2 - self.x1)
    height = property(lambda self: self.y2 - self.y1)

    @classmethod
    def around(cls, x, y, width, height):
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def row(self):
        return [self.x1, self.y1, self.x2, self.y2]

    def iou(self, other):
        width = min(self.x2, other.x2) - max(self.x1, other.x1)
        height = min(self.y2, other.y2) - max(self.y1, other.y1)
        if width <= 0 or height <= 0:
            return 0.0
        return width * height / (self.width * self.height + other.width * other.height - width * height)


def make_anchors(grid, stride, sizes, ratios):
    found = []
    for cell in range(grid[0] * grid[1]):
        row, column = divmod(cell, grid[1])
        for size in sizes:
            for ratio in ratios:
                width = math.sqrt(size * size / ratio)
                found.append(Box.around((column + 0.5) * stride, (row + 0.5) * stride, width, width * ratio).row())
    return np.array(found)


def encode(anchors, boxes, variances=(0.1, 0.2)):
    rows = []
    for a, b in zip(anchors, boxes):
        a, b = Box(*a), Box(*b)
        rows.append([
            (b.x - a.x) / a.width / variances[0],
            (b.y - a.y) / a.height / variances[0],
            math.log(max(b.width, 0.001) / a.width) / variances[1],
            math.log(max(b.height, 0.001) / a.height) / variances[1],
        ])
    return np.array(rows).reshape(-1, 4)


def decode(anchors, codes, variances=(0.1, 0.2)):
    def grow(code):
        return min(math.exp(min(code * variances[1], 100)), 1000 / 16)

    rows = []
    for a, (dx, dy, dw, dh) in zip(anchors, codes.astype(float)):
        a = Box(*a)
        x, y = a.x + dx * variances[0] * a.width, a.y + dy * variances[0] * a.height
        rows.append(Box.around(x, y, a.width * grow(dw), a.height * grow(dh)).row())
    return np.array(rows).reshape(-1, 4)


def assign(anchors, boxes, low=0.4, high=0.5):
    anchors, boxes = [Box(*a) for a in anchors], [Box(*b) for b in boxes]
    overlaps = {(i, j): a.iou(b) for i, a in enumerate(anchors) for j, b in enumerate(boxes)}
    result = []
    for i in range(len(anchors)):
        best, box = max(((overlaps[i, j], j) for j in range(len(boxes))), default=(0.0, None))
        result.append(box if best >= high and box is not None else -1 if best < low else -2)
    while overlaps:
        (i, j), best = max(overlaps.items(), key=lambda item: item[1])
        if best == 0:
            break
        result[i] = j
        overlaps = {pair: value for pair, value in overlaps.items() if pair[0] != i and pair[1] != j}
    return np.array(result)
