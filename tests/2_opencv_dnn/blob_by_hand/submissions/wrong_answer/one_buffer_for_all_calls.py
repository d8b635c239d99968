"""Keeps one array for each shape and fills it again in every call. The blob of an earlier call then changes, because
both are the same array. Return a new array.
"""

# says: "changed an array that it had returned before"

import cv2
import numpy as np


BUFFERS = {}


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    if size is None:
        size = images[0].shape[1], images[0].shape[0]
    if np.ndim(mean) == 0:
        mean = (mean, 0, 0)
    blobs = []
    for image in images:
        image = fit(image, size, crop)
        if image.ndim == 2:
            image = image[:, :, np.newaxis]
        if swap_rb:
            image = image[:, :, ::-1]
        values = image.astype(np.float32) - np.float32(mean)[: image.shape[2]]
        blobs.append(np.moveaxis(values * np.float32(scale), -1, 0))
    shape = len(blobs), *blobs[0].shape
    result = BUFFERS.setdefault(shape, np.empty(shape, dtype=np.float32))
    result[...] = blobs
    return result


def fit(image, size, crop):
    if not crop:
        return cv2.resize(image, size)
    width, height = size
    factor = max(width / image.shape[1], height / image.shape[0])
    image = cv2.resize(image, None, fx=factor, fy=factor)
    top, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[top : top + height, left : left + width]
