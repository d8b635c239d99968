"""Bars are arrays of their own, put around the picture; boxes by interpolation between the edges."""

import cv2
import numpy as np


def letterbox(image, size, fill=114):
    h, w = image.shape[:2]
    f = min(size[0] / w, size[1] / h)
    picture = cv2.resize(image, (int(f * w), int(f * h)), interpolation=cv2.INTER_LINEAR)

    def bar(rows, columns):
        return np.full((rows, columns, *image.shape[2:]), fill, dtype=image.dtype)

    free = size[1] - picture.shape[0]
    picture = np.vstack([bar(free // 2, picture.shape[1]), picture, bar(free - free // 2, picture.shape[1])])
    free = size[0] - picture.shape[1]
    return np.hstack([bar(size[1], free // 2), picture, bar(size[1], free - free // 2)])


def unmap_boxes(boxes, shape, size):
    h, w = shape[:2]
    f = min(size[0] / w, size[1] / h)
    result = np.empty(np.shape(boxes), dtype=np.float64)
    for axis, (whole, canvas) in enumerate(((w, size[0]), (h, size[1]))):
        length = int(f * whole)
        first = (canvas - length) // 2
        # np.interp holds its ends, which is the clipping
        for column in (axis, axis + 2):
            result[:, column] = np.interp(boxes[:, column], [first, first + length], [0, whole])
    return result
