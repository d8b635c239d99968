"""Crops only if a size is given. Without one, all later images are stretched to the size of the first, even if `crop`
is true. `None` means the size of the first image: set it first, then treat both cases alike.
"""

import cv2
import numpy as np


def fit(image, size, crop):
    if not crop:
        return cv2.resize(image, size)
    w, h = size
    f = max(w / image.shape[1], h / image.shape[0])
    big = cv2.resize(image, None, fx=f, fy=f)
    y = (big.shape[0] - h) // 2
    x = (big.shape[1] - w) // 2
    return big[y : y + h, x : x + w]


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    if size is None:
        size = (images[0].shape[1], images[0].shape[0])
        crop = False
    if np.ndim(mean) == 0:
        mean = (mean, 0, 0)
    result = None
    for number, image in enumerate(images):
        image = fit(image, tuple(size), crop)
        channels = [image] if image.ndim == 2 else [image[:, :, c] for c in range(3)]
        if swap_rb:
            channels.reverse()
        if result is None:
            result = np.empty((len(images), len(channels), size[1], size[0]), np.float32)
        for c, channel in enumerate(channels):
            result[number, c] = (channel.astype(np.float32) - np.float32(mean[c])) * np.float32(scale)
    return result
