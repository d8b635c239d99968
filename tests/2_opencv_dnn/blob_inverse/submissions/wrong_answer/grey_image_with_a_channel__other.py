"""Leaves a third axis of length 1 on a grey image. Grey images of OpenCV are (height, width)."""

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
                    image[y, x, target] = min(max(round(value), 0), 255)
        images.append(image)
    return images
