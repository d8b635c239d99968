"""Multiplies the image and the mean by the scale each for itself, and subtracts then. On paper it is the same; in
float32 every product is rounded, so that the last bits come out differently. Where results are to be the same, the
steps have to be the same too: subtract first, then multiply.
"""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    height, width = images[0].shape[:2]
    if size is not None:
        width, height = size
    offsets = np.zeros(3, dtype=np.float32)
    offsets[: np.size(mean)] = mean
    stack = []
    for image in images:
        image = centre(image, width, height) if crop else cv2.resize(image, (width, height))
        planes = [image] if image.ndim == 2 else list(cv2.split(image))[:: -1 if swap_rb else 1]
        factor = np.float32(scale)
        stack.append([plane.astype("f4") * factor + (-offset * factor) for plane, offset in zip(planes, offsets)])
    return np.stack(stack)


def centre(image, width, height):
    factor = max(height / image.shape[0], width / image.shape[1])
    image = cv2.resize(image, None, fx=factor, fy=factor)
    y, x = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[y : y + height, x : x + width]
