"""Ignores `crop` and stretches every image to the size, which changes the aspect ratio. With `crop`, both directions
take the same factor, and the excess is cut off.
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
        image = cv2.resize(image, size)
        image = np.atleast_3d(image)
        if swap_rb:
            image = image[:, :, ::-1]
        image = image.astype(np.float32)
        image = image - np.float32(mean)[: image.shape[2]]
        image = image * np.float32(scale)
        planes.append(image.transpose(2, 0, 1))
    return np.stack(planes)
