"""Converts to uint8 without rounding, which truncates fractions. Float32 is not exact: 29 may have become 28.999998,
and is truncated to 28. Round to the nearest integer first.
"""

import numpy as np


def images_from_blob(blob, scale=1.0, mean=(0.0, 0.0, 0.0), swapped=False):
    count, channels, height, width = blob.shape
    images = []
    for n in range(count):
        image = np.zeros((height, width, channels), dtype=np.uint8)
        for c in range(channels):
            target = channels - 1 - c if swapped else c
            for y in range(height):
                for x in range(width):
                    value = float(blob[n, c, y, x]) / scale + mean[c]
                    image[y, x, target] = min(max(int(value), 0), 255)
        images.append(image.reshape(height, width) if channels == 1 else image)
    return images
