"""Computes the factor of the crop from the width alone and stretches the height. With crop both directions have the
same factor, the larger of the two.
"""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):

    h0, w0 = images[0].shape[:2]
    width, height = (w0, h0) if size is None else size
    grey = images[0].ndim == 2
    channels = 1 if grey else 3
    means = [float(mean), 0.0, 0.0] if isinstance(mean, (int, float)) else list(mean)
    order = [2, 1, 0] if swap_rb and not grey else [0, 1, 2]
    out = np.empty((len(images), channels, height, width), np.float32)
    for n, image in enumerate(images):
        small = _fit(image, width, height, crop)
        for c in range(channels):
            plane = small if grey else cv2.extractChannel(small, order[c])
            out[n, c] = (plane.astype(np.float64) - means[c]) * scale
    return out


def _fit(image, width, height, crop):
    if not crop:
        return cv2.resize(image, dsize=(width, height))
    ih, iw = image.shape[:2]
    f = width / iw
    big = cv2.resize(image, dsize=None, fx=f, fy=max(f, height / ih))
    bh, bw = big.shape[:2]
    y = (bh - height) // 2
    x = (bw - width) // 2
    return np.ascontiguousarray(big[y : y + height, x : x + width])
