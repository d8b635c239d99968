"""Planes in float32; `cv2.add` rounds and saturates, `cv2.merge` puts them together."""

import cv2
import numpy as np


def images_from_blob(blob, scale=1.0, mean=(0.0, 0.0, 0.0), swapped=False):
    result = []
    for part in blob:
        planes = []
        for plane, m in zip(part, mean):
            value = np.ascontiguousarray(plane) * np.float32(1 / scale) + np.float32(m)
            planes.append(cv2.add(value, 0, dtype=cv2.CV_8U))  # rounds and saturates
        if swapped:
            planes.reverse()
        result.append(cv2.merge(planes) if len(planes) > 1 else planes[0])
    return result
