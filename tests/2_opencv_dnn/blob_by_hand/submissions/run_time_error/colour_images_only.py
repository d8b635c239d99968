"""Expects three axes of every image. A grey image has two, (height, width), so `transpose(2, 0, 1)` fails. Give a grey
image an axis of length 1 for its channel.
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
        if swap_rb:
            image = image[:, :, ::-1]
        values = image.transpose(2, 0, 1).astype(np.float32) - np.float32(mean)[:, np.newaxis, np.newaxis]
        blobs.append(values * np.float32(scale))
    return np.array(blobs)


def fit(image, size, crop):
    if not crop:
        return cv2.resize(image, size)
    width, height = size
    factor = max(width / image.shape[1], height / image.shape[0])
    image = cv2.resize(image, None, fx=factor, fy=factor)
    top, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[top : top + height, left : left + width]
