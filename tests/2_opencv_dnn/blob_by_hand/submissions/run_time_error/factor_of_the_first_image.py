"""Computes the factor for `crop` once, from the first image, and uses it for all. Images of other sizes are then
cropped too much or do not cover the size, and NumPy cannot stack them. Compute it for each image.
"""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    if size is None:
        size = (images[0].shape[1], images[0].shape[0])
    if isinstance(mean, (int, float)):
        mean = (mean, 0.0, 0.0)
    planes = []
    factor = max(size[0] / images[0].shape[1], size[1] / images[0].shape[0])
    for image in images:
        image = cover(image, size, factor) if crop else cv2.resize(image, size)
        image = np.atleast_3d(image)
        if swap_rb:
            image = image[:, :, ::-1]
        image = image.astype(np.float32)
        image = image - np.float32(mean)[: image.shape[2]]
        image = image * np.float32(scale)
        planes.append(image.transpose(2, 0, 1))
    return np.stack(planes)


def cover(image, size, factor):
    width, height = size
    image = cv2.resize(image, None, fx=factor, fy=factor)
    top = (image.shape[0] - height) // 2
    left = (image.shape[1] - width) // 2
    return image[top : top + height, left : left + width]
