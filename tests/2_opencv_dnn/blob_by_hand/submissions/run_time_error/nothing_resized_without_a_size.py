"""Resizes nothing if no `size` is given. All images of a blob have one size, that of the first: without resizing the
others, they cannot be stacked.
"""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    if type(mean) in (int, float):
        mean = (mean, 0, 0)
    finished = []
    for image in images:
        if size is not None:
            width, height = size
            if crop:
                f = max(width / image.shape[1], height / image.shape[0])
                image = cv2.resize(image, None, fx=f, fy=f)
                top = (image.shape[0] - height) // 2
                left = (image.shape[1] - width) // 2
                image = image[top : top + height, left : left + width]
            else:
                image = cv2.resize(image, (width, height))
        if image.ndim == 3:
            b, g, r = image[:, :, 0], image[:, :, 1], image[:, :, 2]
            planes = [r, g, b] if swap_rb else [b, g, r]
        else:
            planes = [image]
        planes = [(p.astype(np.float32) - np.float32(m)) * np.float32(scale) for p, m in zip(planes, mean)]
        finished.append(np.stack(planes))
    return np.stack(finished)
