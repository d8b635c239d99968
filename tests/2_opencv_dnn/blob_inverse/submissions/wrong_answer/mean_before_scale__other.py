"""Adds the mean first and divides afterwards. The scale was applied last, so it is undone first. Otherwise the mean is
divided as well, and with a scale of 1/255 everything is white.
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
                    value = (float(blob[n, c, y, x]) + mean[c]) / scale
                    image[y, x, target] = min(max(round(value), 0), 255)
        images.append(image.reshape(height, width) if channels == 1 else image)
    return images
