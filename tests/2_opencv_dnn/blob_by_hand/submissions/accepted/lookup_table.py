"""For each channel a table of what becomes of the 256 values; the image is its index."""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    width, height = size if size else images[0].shape[:2][::-1]
    m0, m1, m2 = (mean, 0, 0) if not hasattr(mean, "__len__") else mean
    levels = np.arange(256, dtype=np.float32)
    tables = [(levels - np.float32(m)) * np.float32(scale) for m in (m0, m1, m2)]

    def one(image):
        h, w = image.shape[0], image.shape[1]
        f = float(max(np.float32(width / w), np.float32(height / h)))
        image = cv2.resize(image, None, fx=f, fy=f) if crop else cv2.resize(image, (width, height))
        y, x = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
        image = image[y : y + height, x : x + width]
        if image.ndim == 2:
            return tables[0][image][None]
        order = (2, 1, 0) if swap_rb else (0, 1, 2)
        return np.stack([tables[k][image[..., c]] for k, c in enumerate(order)])

    return np.array([one(image) for image in images], dtype=np.float32)
