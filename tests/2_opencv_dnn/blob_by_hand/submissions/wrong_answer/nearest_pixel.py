"""Resizes with INTER_NEAREST. The default of cv2.resize, which OpenCV's blobs use, is INTER_LINEAR."""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):

    size = tuple(images[0].shape[:2][::-1]) if size is None else tuple(size)
    try:
        mean = list(mean)
    except TypeError:
        mean = [mean, 0.0, 0.0]
    levels = np.arange(256, dtype=np.float64)
    collected = []
    for image in images:
        if crop:
            image = middle(image, *size)
        else:
            image = cv2.resize(image, size, interpolation=cv2.INTER_NEAREST)
        cube = np.atleast_3d(image)
        count = cube.shape[-1]
        if swap_rb and count == 3:
            cube = cube[..., [2, 1, 0]]
        cube = np.rollaxis(cube, 2)
        tables = [((levels - m) * scale).astype(np.float32) for m in mean[:count]]
        collected.append([table[plane] for table, plane in zip(tables, cube)])
    return np.array(collected, dtype=np.float32)


def middle(image, width, height):
    rows, columns = image.shape[:2]
    ratio = max(height / rows, width / columns)
    image = cv2.resize(image, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_NEAREST)
    rows, columns = image.shape[:2]
    above = (rows - height) // 2
    before = (columns - width) // 2
    return image[above : above + height, before : before + width]
