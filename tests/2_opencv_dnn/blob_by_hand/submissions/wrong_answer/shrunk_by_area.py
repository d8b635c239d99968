"""Resizes with `cv2.INTER_AREA`. It is better for shrinking photographs, but `blobFromImages` uses the default, linear
interpolation.
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
        image = cover(image, size) if crop else cv2.resize(image, size, interpolation=cv2.INTER_AREA)
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
    image = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    top = (image.shape[0] - height) // 2
    left = (image.shape[1] - width) // 2
    return image[top : top + height, left : left + width]
