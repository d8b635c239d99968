"""Swaps red and blue through a third name, `blue = planes[0]`. A slice of an array is a view, not a copy: when red is
written into the first plane, `blue` changes too, and red ends up in both. Index with a list, reverse an axis, or
copy first.
"""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    height, width = images[0].shape[:2]
    if size is not None:
        width, height = size
    offsets = np.zeros(3, dtype=np.float32)
    offsets[: np.size(mean)] = mean
    stack = []
    for image in images:
        image = centre(image, width, height) if crop else cv2.resize(image, (width, height))
        planes = np.atleast_3d(image).transpose(2, 0, 1).astype(np.float32)
        if swap_rb and len(planes) == 3:
            planes[0], planes[2] = planes[2], planes[0]
        stack.append((planes - offsets[: len(planes), None, None]) * np.float32(scale))
    return np.stack(stack)


def centre(image, width, height):
    factor = max(height / image.shape[0], width / image.shape[1])
    image = cv2.resize(image, None, fx=factor, fy=factor)
    y, x = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[y : y + height, x : x + width]
