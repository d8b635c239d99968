"""Cuts out the middle first, with the aspect ratio of the size, and resizes the rest. It shows almost the same part,
but pixels are sampled at other places, and near edges they differ a lot. OpenCV resizes first, until the image
covers the size, and then crops.
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
        if crop:
            factor = max(height / image.shape[0], width / image.shape[1])
            h, w = round(height / factor), round(width / factor)
            y, x = (image.shape[0] - h) // 2, (image.shape[1] - w) // 2
            image = image[y : y + h, x : x + w]
        image = cv2.resize(image, (width, height)).reshape(height, width, channels)
        order = range(channels)[::-1] if swap_rb else range(channels)
        for target, source in enumerate(order):
            plane = image[:, :, source].astype(np.float32)
            result[n, target] = (plane - offsets[target]) * np.float32(scale)
    return result
