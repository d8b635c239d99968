"""Gets the shape of an image by `reshape`. That only splits the same sequence of numbers differently: the first "pixel"
then holds the first three values of the first plane. Move an axis with `transpose` or `np.moveaxis`.
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
        image = image.transpose(2, 0, 1).reshape(image.shape)
        images.append(image.reshape(height, width) if channels == 1 else image)
    return images
