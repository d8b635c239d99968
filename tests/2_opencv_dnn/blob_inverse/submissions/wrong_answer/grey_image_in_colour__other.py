"""Adds three means to the one plane of a grey image, which NumPy broadcasts to three planes. Only the first mean was
used for a grey image.
"""

import numpy as np


def images_from_blob(blob, scale=1.0, mean=(0.0, 0.0, 0.0), swapped=False):
    blob = np.concatenate([blob] * 3, axis=1) if blob.shape[1] == 1 else blob
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
        images.append(image.reshape(height, width) if channels == 1 else image)
    return images
