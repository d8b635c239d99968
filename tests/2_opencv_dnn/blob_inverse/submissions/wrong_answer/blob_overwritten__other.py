"""Works in the blob itself, which the caller may pass to the network next: `/=` and `+=` on it, or on a view of it,
change it. Begin with a copy.
"""

# says: "changed"

import numpy as np


def images_from_blob(blob, scale=1.0, mean=(0.0, 0.0, 0.0), swapped=False):
    count, channels, height, width = blob.shape
    images = []
    for n in range(count):
        blob[n] /= np.float32(scale)
        image = np.zeros((height, width, channels), dtype=np.uint8)
        for c in range(channels):
            target = channels - 1 - c if swapped else c
            for y in range(height):
                for x in range(width):
                    value = float(blob[n, c, y, x]) + mean[c]
                    image[y, x, target] = min(max(round(value), 0), 255)
        images.append(image.reshape(height, width) if channels == 1 else image)
    return images
