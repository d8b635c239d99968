"""Cuts out the middle first, with the aspect ratio of the size, and resizes the rest. It shows almost the same part,
but pixels are sampled at other places, and near edges they differ a lot. OpenCV resizes first, until the image
covers the size, and then crops.
"""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    if size is None:
        size = (images[0].shape[1], images[0].shape[0])
    if isinstance(mean, (int, float)):
        mean = (mean, 0.0, 0.0)
    planes = []
    for image in images:
        image = cover(image, size) if crop else cv2.resize(image, size)
        image = np.atleast_3d(image)
        if swap_rb:
            image = image[:, :, ::-1]
        image = image.astype(np.float32)
        image = image - np.float32(mean)[: image.shape[2]]
        image = image * np.float32(scale)
        planes.append(image.transpose(2, 0, 1))
    return np.stack(planes)


def cover(image, size):
    width, height = size
    factor = max(width / image.shape[1], height / image.shape[0])
    rows, columns = round(height / factor), round(width / factor)
    top = (image.shape[0] - rows) // 2
    left = (image.shape[1] - columns) // 2
    return cv2.resize(image[top : top + rows, left : left + columns], size)
