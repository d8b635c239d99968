"""Leaves the channels in the order of the blob. If `swapped` is true, red comes first there. OpenCV's images have blue
first: otherwise faces turn blue.
"""

import numpy as np


def images_from_blob(blob, scale=1.0, mean=(0.0, 0.0, 0.0), swapped=False):
    count, channels, height, width = blob.shape
    images = []
    for n in range(count):
        image = np.zeros((height, width, channels), dtype=np.uint8)
        for c in range(channels):
            target = c
            for y in range(height):
                for x in range(width):
                    value = float(blob[n, c, y, x]) / scale + mean[c]
                    image[y, x, target] = min(max(round(value), 0), 255)
        images.append(image.reshape(height, width) if channels == 1 else image)
    return images
