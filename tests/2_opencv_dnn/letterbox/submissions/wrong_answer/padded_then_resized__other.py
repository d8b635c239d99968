"""Adds the bars first and resizes the whole afterwards. That mixes bar and picture at their border, and the height of a
bar depends on rounding. Resize first: then every pixel of the canvas is either bar or picture.
"""

import cv2
import numpy as np


def _layout(shape, size):
    h, w = shape[0], shape[1]
    W, H = size
    if W * h <= H * w:  # the width decides
        nw, nh = W, h * W // w
    else:
        nw, nh = w * H // h, H
    left = (W - nw) // 2
    top = (H - nh) // 2
    right = W - nw - left
    bottom = H - nh - top
    return nw, nh, left, top, right, bottom


def letterbox(image, size, fill=114):
    h, w = image.shape[:2]
    f = max(w / size[0], h / size[1])
    across, down = round(size[0] * f) - w, round(size[1] * f) - h
    left, top = across // 2, down // 2
    right, bottom = across - left, down - top
    colour = fill if isinstance(fill, (tuple, list)) else (fill, fill, fill)
    large = cv2.copyMakeBorder(image, top, bottom, left, right, cv2.BORDER_CONSTANT, value=colour)
    return cv2.resize(large, tuple(size))


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
