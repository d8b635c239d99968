"""Cuts out the top-left part of the resized image. OpenCV keeps the middle, where the subject of a photograph usually
is: equal parts are cut off at both ends.
"""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    height, width = images[0].shape[:2]
    if size is not None:
        width, height = size
    offsets = np.zeros(3, dtype=np.float32)
    offsets[: np.size(mean)] = mean
    channels = 3 if images[0].ndim == 3 else 1
    result = np.empty((len(images), channels, height, width), dtype=np.float32)
    for n, image in enumerate(images):
        y = x = 0
        if crop:
            factor = max(height / image.shape[0], width / image.shape[1])
            image = cv2.resize(image, None, fx=factor, fy=factor)
        else:
            image = cv2.resize(image, (width, height))
        image = image[y : y + height, x : x + width].reshape(height, width, channels)
        order = range(channels)[::-1] if swap_rb else range(channels)
        for target, source in enumerate(order):
            plane = image[:, :, source].astype(np.float32)
            result[n, target] = (plane - offsets[target]) * np.float32(scale)
    return result
