"""Resizes with INTER_NEAREST. The default of cv2.resize, which OpenCV's blobs use, is INTER_LINEAR."""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):

    blobs = []
    target = size
    for image in images:
        if target is None:
            target = (image.shape[1], image.shape[0])
        image = fit(image, target, crop)
        if image.ndim == 3:
            if swap_rb:
                image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
            chw = np.array(cv2.split(image), dtype=np.float32)
        else:
            chw = np.array([image], dtype=np.float32)
        offset = (mean, 0, 0) if not hasattr(mean, "__len__") else mean
        offset = np.asarray(offset[: len(chw)], dtype=np.float32)[:, None, None]
        chw -= offset
        chw *= scale
        blobs.append(chw[None])
    return np.concatenate(blobs, axis=0)


def fit(image, target, crop):
    w, h = target
    if (image.shape[1], image.shape[0]) == (w, h):
        return image
    if not crop:
        return cv2.resize(image, (w, h), 0, 0, 0, cv2.INTER_NEAREST)
    k = max(w / image.shape[1], h / image.shape[0])
    image = cv2.resize(image, None, None, k, k, cv2.INTER_NEAREST)
    rows, cols = image.shape[0], image.shape[1]
    dy = (rows - h) // 2
    dx = (cols - w) // 2
    return image[dy : dy + h, dx : dx + w]
