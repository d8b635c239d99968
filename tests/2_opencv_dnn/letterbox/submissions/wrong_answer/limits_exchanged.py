"""Clips x to the height of the image and y to its width. In (x1, y1, x2, y2) the first and third number are limited by
the width.
"""

# says: "x was clipped to the height and y to the width"

import cv2
import numpy as np


def _picture(shape, size):
    H, W = shape[0], shape[1]
    cw, ch = size
    if cw * H <= ch * W:  # the width limits
        return cw, H * cw // W
    return W * ch // H, ch


def letterbox(image, size, fill=114):
    new_w, new_h = _picture(image.shape, size)
    resized = cv2.resize(image, (new_w, new_h))
    free_x, free_y = size[0] - new_w, size[1] - new_h
    left, top = free_x // 2, free_y // 2
    if image.ndim == 2:
        colour = fill
    elif np.ndim(fill) == 0:
        colour = (fill, fill, fill)
    else:
        colour = tuple(fill)
    return cv2.copyMakeBorder(resized, top, free_y - top, left, free_x - left, cv2.BORDER_CONSTANT, value=colour)


def unmap_boxes(boxes, shape, size):
    new_w, new_h = _picture(shape, size)
    left, top = (size[0] - new_w) // 2, (size[1] - new_h) // 2
    H, W = shape[:2]
    bar = np.array([left, top, left, top], float)
    scale = np.array([new_w / W, new_h / H] * 2)
    mapped = (np.asarray(boxes).astype(float) - bar) / scale
    return np.clip(mapped, 0, np.array([H, W, H, W], float))
