"""The first image, and then the blob of the others; a resize that changes nothing is left out."""

import cv2
import numpy as np


def _resize(image, width, height, crop):
    if (image.shape[1], image.shape[0]) == (width, height):
        return image
    if not crop:
        return cv2.resize(image, (width, height))
    f = max(width / image.shape[1], height / image.shape[0])
    image = cv2.resize(image, None, None, f, f)
    rows = np.arange(height) + (image.shape[0] - height) // 2
    columns = np.arange(width) + (image.shape[1] - width) // 2
    return image[np.ix_(rows, columns)]


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    head, *tail = images
    width, height = size or (head.shape[1], head.shape[0])
    image = _resize(head, width, height, crop)
    if image.ndim == 3 and swap_rb:
        image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    m = np.float32(mean) if np.ndim(mean) else np.float32([mean, 0, 0])
    planes = np.atleast_3d(image).astype("f4")
    planes = (planes - m[: planes.shape[-1]]) * np.float32(scale)
    mine = np.moveaxis(planes, -1, 0)[np.newaxis]
    return np.concatenate([mine, blob(tail, scale, (width, height), mean, swap_rb, crop)]) if tail else mine
