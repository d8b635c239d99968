"""Leaves the picture in the top-left corner and puts all bars below and on the right. Some frameworks do that. OpenCV's
and YOLO's letterbox puts it in the middle: half of the free space goes before it.
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
    left = 0
    top = 0
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
