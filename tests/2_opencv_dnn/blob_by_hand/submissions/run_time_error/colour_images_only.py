"""Expects three axes of every image. A grey image of OpenCV has two, (height, width), and so `transpose(2, 0, 1)` finds no third
one to move. Ask for the number of axes, and give a grey image one of length 1 for its only channel.
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
