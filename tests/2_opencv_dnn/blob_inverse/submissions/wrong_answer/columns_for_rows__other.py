"""Exchanges height and width: `transpose` to (width, height, channels), or a plain `.T`, mirrors every image at its
diagonal. Only an image that is not square shows it by its shape.
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
                    image[y, x, target] = min(max(round(value), 0), 255)
        images.append(np.swapaxes(image, 0, 1)[:, :, 0] if channels == 1 else np.swapaxes(image, 0, 1))
    return images
