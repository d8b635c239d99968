"""Returns only the first image of the batch. The first axis of a blob counts the images: return all of them."""

# says: "expected 4 items, got 1"

import numpy as np


def images_from_blob(blob, scale=1.0, mean=(0.0, 0.0, 0.0), swapped=False):
    count, channels, height, width = blob.shape
    images = []
    for n in range(1):
        image = np.zeros((height, width, channels), dtype=np.uint8)
        for c in range(channels):
            target = channels - 1 - c if swapped else c
            for y in range(height):
                for x in range(width):
                    value = float(blob[n, c, y, x]) / scale + mean[c]
                    image[y, x, target] = min(max(round(value), 0), 255)
        images.append(image.reshape(height, width) if channels == 1 else image)
    return images
