"""Stretches the image over the whole canvas, with a separate factor for each side. That distorts the image, which a
letterbox is meant to avoid. Use the smaller factor for both sides.
"""

import cv2
import numpy as np


def _layout(shape, size):
    h, w = shape[0], shape[1]
    W, H = size
    nw, nh = W, H
    left = (W - nw) // 2
    top = (H - nh) // 2
    right = W - nw - left
    bottom = H - nh - top
    return nw, nh, left, top, right, bottom


def letterbox(image, size, fill=114):
    nw, nh, left, top, right, bottom = _layout(image.shape, size)
    colour = fill if isinstance(fill, (tuple, list)) else (fill, fill, fill)
    small = cv2.resize(image, (nw, nh))
    return cv2.copyMakeBorder(small, top, bottom, left, right, cv2.BORDER_CONSTANT, value=colour)


def unmap_boxes(boxes, shape, size):
    nw, nh, left, top, _, _ = _layout(shape, size)
    h, w = shape[0], shape[1]
    out = np.zeros((len(boxes), 4))
    for k in range(len(boxes)):
        x1, y1, x2, y2 = (float(v) for v in boxes[k])
        out[k, 0] = min(max((x1 - left) * w / nw, 0), w)
        out[k, 1] = min(max((y1 - top) * h / nh, 0), h)
        out[k, 2] = min(max((x2 - left) * w / nw, 0), w)
        out[k, 3] = min(max((y2 - top) * h / nh, 0), h)
    return out
