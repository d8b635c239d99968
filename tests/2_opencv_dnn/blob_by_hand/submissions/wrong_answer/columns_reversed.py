"""Reverses the columns of the image instead of its channels: `[:, ::-1]` mirrors the image. The channels are the last
axis before the planes are made, and the first one of an image afterwards.
"""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):

    if size is None:
        size = (images[0].shape[1], images[0].shape[0])
    width, height = size
    if np.isscalar(mean):
        mean = (mean, 0.0, 0.0)
    planes = []
    for image in images:
        h, w = image.shape[:2]
        if crop:
            factor = max(width / w, height / h)
            image = cv2.resize(image, None, fx=factor, fy=factor)
            top = (image.shape[0] - height) // 2
            left = (image.shape[1] - width) // 2
            image = image[top : top + height, left : left + width]
        else:
            image = cv2.resize(image, (width, height))
        if image.ndim == 2:
            image = image[:, :, np.newaxis]
        elif swap_rb:
            image = image[:, ::-1]
        x = image.astype(np.float32)
        x = x - np.array(mean[: x.shape[2]], np.float32)
        x = x * scale
        planes.append(x.transpose(2, 0, 1))
    return np.stack(planes).astype(np.float32)
