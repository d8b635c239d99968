"""One image at a time, with cv2.cvtColor and np.moveaxis, concatenated at the end."""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    first_height, first_width = images[0].shape[:2]
    if size is None:
        size = (first_width, first_height)
    if not hasattr(mean, "__len__"):
        mean = (mean, 0, 0)
    return np.concatenate([single(image, scale, size, mean, swap_rb, crop) for image in images])


def single(image, scale, size, mean, swap_rb, crop):
    grey = image.ndim == 2
    width, height = size
    if crop:
        h, w = image.shape[:2]
        larger = max(np.float32(width / w), np.float32(height / h))
        image = cv2.resize(image, dsize=None, fx=float(larger), fy=float(larger))
        h, w = image.shape[:2]
        y, x = int(0.5 * (h - height)), int(0.5 * (w - width))
        image = image[y : y + height, x : x + width].copy()
    else:
        image = cv2.resize(image, size)
    if swap_rb and not grey:
        image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    image = image.astype(np.float32)
    if grey:
        image = image[:, :, np.newaxis]
        mean = mean[:1]
    image = (image - np.array(mean, dtype=np.float32)) * np.array(scale, dtype=np.float32)
    return np.moveaxis(image, -1, 0)[np.newaxis]
