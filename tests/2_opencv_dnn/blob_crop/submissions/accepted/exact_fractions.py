"""Whole numbers and fractions: nothing is rounded but what the stub rounds."""

from fractions import Fraction

import numpy as np


def crop_transform(shape, size):
    factor = max(Fraction(size[0], int(shape[1])), Fraction(size[1], int(shape[0])))
    cut = [(round(length * factor) - wanted) // 2 for length, wanted in zip((shape[1], shape[0]), size)]
    return (float(factor), *cut)


def to_original(points, shape, size):
    factor, *cut = crop_transform(shape, size)
    rows = [[(value + shift) / factor for value, shift in zip(point, cut)] for point in np.asarray(points).tolist()]
    return np.array(rows, dtype=float).reshape(-1, 2)


def boxes_to_original(boxes, shapes, size):
    def one(number, x1, y1, x2, y2):
        h, w = shapes[round(number)][:2]
        (x1, y1), (x2, y2) = to_original([[x1 * size[0], y1 * size[1]], [x2 * size[0], y2 * size[1]]], (h, w), size)
        return [sorted((0, x1, w))[1], sorted((0, y1, h))[1], sorted((0, x2, w))[1], sorted((0, y2, h))[1]]

    return np.array([one(*row) for row in boxes.tolist()], dtype=float).reshape(-1, 4)
