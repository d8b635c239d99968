"""Reverses the columns of the image instead of its channels: `[:, ::-1]` mirrors the image. The channels are the last
axis before the planes are made, and the first one of an image afterwards.
"""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):

    if size is None:
        size = images[0].shape[1::-1]
    batch = np.stack([_prepare(i, size, crop) for i in images])
    if batch.ndim == 3:
        batch = batch[..., None]
    if swap_rb and batch.shape[-1] == 3:
        batch = batch[:, :, ::-1]
    batch = np.moveaxis(batch, -1, 1)
    m = np.zeros(3, np.float32)
    m[: np.size(mean)] = mean
    m = m[: batch.shape[1]].reshape(1, -1, 1, 1)
    result = np.float32(scale) * (batch.astype(np.float32) - m)
    return np.ascontiguousarray(result, dtype=np.float32)


def _prepare(image, size, crop):
    w, h = size
    if crop:
        f = max(w / image.shape[1], h / image.shape[0])
        image = cv2.resize(image, (0, 0), fx=f, fy=f)
        r = (image.shape[0] - h) // 2
        c = (image.shape[1] - w) // 2
        return image[r:, c:][:h, :w]
    return cv2.resize(image, (w, h))
