"""Crops only if a size is given. Without one, all later images are stretched to the size of the first, even if `crop`
is true. `None` means the size of the first image: set it first, then treat both cases alike.
"""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    width, height = size or images[0].shape[1::-1]
    means = np.zeros(3, np.float32)
    given = np.atleast_1d(np.asarray(mean, np.float32))
    means[: len(given)] = given[:3]
    planes = []
    for image in images:
        if size is not None and crop:
            factor = max(width / image.shape[1], height / image.shape[0])
            image = cv2.resize(image, None, fx=factor, fy=factor)
            top, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
            image = image[top : top + height, left : left + width]
        else:
            image = cv2.resize(image, (width, height))
        image = image.reshape(height, width, -1)
        if swap_rb and image.shape[2] == 3:
            image = image[:, :, ::-1]
        values = (image.astype(np.float32) - means[: image.shape[2]]) * np.float32(scale)
        planes.append(values.transpose(2, 0, 1))
    return np.ascontiguousarray(np.stack(planes))
