"""Clips boxes to the canvas before they are mapped, and not afterwards. A box that reaches into a bar still leaves the
image.
"""

# says: "The boxes were clipped on the canvas and not to the image"

import cv2
import numpy as np


def _picture(shape, size):
    H, W = shape[0], shape[1]
    cw, ch = size
    if cw * H <= ch * W:  # the width limits
        return cw, H * cw // W
    return W * ch // H, ch


def letterbox(image, size, fill=114):
    canvas_w, canvas_h = size
    w, h = _picture(image.shape, size)
    rows = slice((canvas_h - h) // 2, (canvas_h - h) // 2 + h)
    columns = slice((canvas_w - w) // 2, (canvas_w - w) // 2 + w)
    canvas = np.empty((canvas_h, canvas_w, *image.shape[2:]), image.dtype)
    canvas[:] = fill
    canvas[rows, columns] = cv2.resize(image, dsize=(w, h), interpolation=cv2.INTER_LINEAR)
    return canvas


def unmap_boxes(boxes, shape, size):
    new_w, new_h = _picture(shape, size)
    left, top = (size[0] - new_w) // 2, (size[1] - new_h) // 2
    H, W = shape[:2]
    bar = np.array([left, top, left, top], float)
    scale = np.array([new_w / W, new_h / H] * 2)
    mapped = (np.clip(np.asarray(boxes).astype(float), 0, [size[0], size[1]] * 2) - bar) / scale
    return mapped
