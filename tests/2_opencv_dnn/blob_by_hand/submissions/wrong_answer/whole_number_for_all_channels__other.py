"""Handles a single mean only if it is a `float`: an integer such as 8 is subtracted from every channel. Any single
number means (number, 0, 0). `np.ndim(mean) == 0` recognises both.
"""

# says: "with mean 8 and swap_rb"
# says: "The number is subtracted from every channel."

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    height, width = images[0].shape[:2]
    if size is not None:
        width, height = size
    offsets = np.full(3, mean, np.float32) if type(mean) is not float else np.float32([mean, 0, 0])
    stack = []
    for image in images:
        image = centre(image, width, height) if crop else cv2.resize(image, (width, height))
        planes = [image] if image.ndim == 2 else list(cv2.split(image))[:: -1 if swap_rb else 1]
        stack.append([(plane.astype("f4") - offset) * np.float32(scale) for plane, offset in zip(planes, offsets)])
    return np.stack(stack)


def centre(image, width, height):
    factor = max(height / image.shape[0], width / image.shape[1])
    image = cv2.resize(image, None, fx=factor, fy=factor)
    y, x = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[y : y + height, x : x + width]
