"""Limits the values above, and lets those below 0 wrap around: -3 becomes 253 in uint8. Limit both ends."""

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
                    image[y, x, target] = min(round(value), 255) & 255
        images.append(image.reshape(height, width) if channels == 1 else image)
    return images
