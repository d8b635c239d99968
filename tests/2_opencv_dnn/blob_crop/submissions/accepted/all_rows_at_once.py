"""No loop over the boxes: a table of factors and cuts, one row an image, indexed by the first column."""

import numpy as np


def crop_transform(shape, size):
    wanted, have = np.array(size), np.array(shape[1::-1])
    factor = np.max(wanted / have)
    left, top = (np.rint(have * factor).astype(int) - wanted) // 2
    return factor, left, top


def to_original(points, shape, size):
    factor, *cut = crop_transform(shape, size)
    return np.divide(np.add(points, cut, dtype=np.float64), factor)


def boxes_to_original(boxes, shapes, size):
    table = np.array([crop_transform(shape, size) for shape in shapes], dtype=float)
    limits = np.array([[shape[1], shape[0]] * 2 for shape in shapes], dtype=float)
    image = boxes[:, 0].astype(int)
    cut = table[image][:, [1, 2, 1, 2]]
    corners = (boxes[:, 1:] * np.tile(size, 2) + cut) / table[image, :1]
    return np.minimum(np.maximum(corners, 0), limits[image])
