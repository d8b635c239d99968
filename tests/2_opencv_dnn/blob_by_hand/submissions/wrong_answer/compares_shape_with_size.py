"""Skips the resizing if `image.shape[:2] == size`. `shape` is (height, width) and `size` is (width, height), so the
wrong images are skipped. Square images hide the mistake. Compare like with like, or always resize.
"""

import cv2
import numpy as np


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
    return np.array(blobs)


def fit(image, size, crop):
    if image.shape[:2] == tuple(size):
        return image
    if not crop:
        return cv2.resize(image, size)
    width, height = size
    factor = max(width / image.shape[1], height / image.shape[0])
    image = cv2.resize(image, None, fx=factor, fy=factor)
    top, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[top : top + height, left : left + width]
