"""Takes the missing size from the last image, often because a loop variable still holds it. All images take the size of
the first.
"""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    if size is None:
        size = images[-1].shape[1], images[-1].shape[0]
    width, height = size
    if np.ndim(mean) == 0:
        mean = (mean, 0, 0)
    mean = np.array(mean, dtype=np.float32)
    scale = np.float32(scale)
    planes = []
    for image in images:
        h, w = image.shape[:2]
        if crop:
            # OpenCV's factor is a float32
            factor = float(max(np.float32(width) / np.float32(w), np.float32(height) / np.float32(h)))
            image = cv2.resize(image, None, fx=factor, fy=factor)
            top, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
            image = image[top : top + height, left : left + width]
        else:
            image = cv2.resize(image, (width, height))
        if image.ndim == 2:
            image = image[:, :, None]
        elif swap_rb:
            image = image[:, :, ::-1]
        values = image.astype(np.float32)
        values = (values - mean[: values.shape[2]]) * scale
        planes.append(values.transpose(2, 0, 1))
    return np.stack(planes)
