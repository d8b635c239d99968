"""Pixel by pixel: four loops over the blob; only the resizing is OpenCV's."""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    if size is None:
        width, height = images[0].shape[1], images[0].shape[0]
    else:
        width, height = size
    if isinstance(mean, (int, float)):
        mean = [mean, 0, 0]
    mean = [np.float32(m) for m in mean]
    scale = np.float32(scale)
    channels = 1 if images[0].ndim == 2 else 3

    result = np.zeros((len(images), channels, height, width), np.float32)
    for n in range(len(images)):
        image = images[n]
        top, left = 0, 0
        if image.shape[0] != height or image.shape[1] != width:
            if crop:
                factor = max(width / image.shape[1], height / image.shape[0])
                image = cv2.resize(image, None, fx=factor, fy=factor)
                top = int((image.shape[0] - height) / 2)
                left = int((image.shape[1] - width) / 2)
            else:
                image = cv2.resize(image, (width, height))
        for c in range(channels):
            source = 2 - c if swap_rb and channels == 3 else c
            for y in range(height):
                for x in range(width):
                    value = image[top + y, left + x] if channels == 1 else image[top + y, left + x, source]
                    result[n, c, y, x] = (np.float32(value) - mean[c]) * scale
    return result
