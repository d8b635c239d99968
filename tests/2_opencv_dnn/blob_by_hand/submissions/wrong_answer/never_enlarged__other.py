"""Crops only images larger than the blob, and stretches the others. With `crop` a small image is enlarged by one factor
for both directions until it covers the size, and then cropped like a large one.
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
        image = centre(image, width, height) if crop and image.shape[0] >= height and image.shape[1] >= width else cv2.resize(image, (width, height))
        planes = [image] if image.ndim == 2 else list(cv2.split(image))[:: -1 if swap_rb else 1]
        stack.append([(plane.astype("f4") - offset) * np.float32(scale) for plane, offset in zip(planes, offsets)])
    return np.stack(stack)


def centre(image, width, height):
    factor = max(height / image.shape[0], width / image.shape[1])
    image = cv2.resize(image, None, fx=factor, fy=factor)
    y, x = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[y : y + height, x : x + width]
