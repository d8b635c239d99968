"""Swaps red and blue through a third name, `blue = planes[0]`. A slice of an array is a view, not a copy: when red is
written into the first plane, `blue` changes too, and red ends up in both. Index with a list, reverse an axis, or
copy first.
"""

import cv2
import numpy as np


def blob(
    images,
    scale: float = 1.0,
    size=None,
    mean=(0.0, 0.0, 0.0),
    swap_rb: bool = False,
    crop: bool = False,
) -> np.ndarray:
    if size is None:
        height, width = images[0].shape[:2]
    else:
        width, height = size
    try:
        means = [np.float32(m) for m in mean]
    except TypeError:  # just a number
        means = [np.float32(mean), np.float32(0), np.float32(0)]

    channels = 3 if images[0].ndim == 3 else 1
    result = np.empty((len(images), channels, height, width), dtype=np.float32)
    for n, image in enumerate(images):
        if crop:
            factor = max(width / image.shape[1], height / image.shape[0])
            image = cv2.resize(image, None, fx=factor, fy=factor)
            r0 = (image.shape[0] - height) // 2
            c0 = (image.shape[1] - width) // 2
            image = image[r0 : r0 + height, c0 : c0 + width]
        else:
            image = cv2.resize(image, (width, height))

        if channels == 1:
            result[n, 0] = image
        else:
            for c in range(3):
                result[n, c] = image[:, :, c]
            if swap_rb:
                blue = result[n, 0]
                result[n, 0] = result[n, 2]
                result[n, 2] = blue

        for c in range(channels):
            result[n, c] -= means[c]
            result[n, c] *= np.float32(scale)
    return result
