"""Divides both coordinates by the ideal factor. The picture has whole numbers of pixels, 10 rows instead of 10.75, so y
was scaled by a little less than x. Then the edge of the picture does not map to the edge of the image. Use the
actual sides of the picture.
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
    nw, nh, left, top, right, bottom = _layout(image.shape, size)
    colour = fill if isinstance(fill, (tuple, list)) else (fill, fill, fill)
    small = cv2.resize(image, (nw, nh))
    return cv2.copyMakeBorder(small, top, bottom, left, right, cv2.BORDER_CONSTANT, value=colour)


def unmap_boxes(boxes, shape, size):
    nw, nh, left, top, _, _ = _layout(shape, size)
    h, w = shape[0], shape[1]
    f = max(w / size[0], h / size[1])
    out = np.zeros((len(boxes), 4))
    for k in range(len(boxes)):
        x1, y1, x2, y2 = (float(v) for v in boxes[k])
        out[k, 0] = min(max((x1 - left) * f, 0), w)
        out[k, 1] = min(max((y1 - top) * f, 0), h)
        out[k, 2] = min(max((x2 - left) * f, 0), w)
        out[k, 3] = min(max((y2 - top) * f, 0), h)
    return out
