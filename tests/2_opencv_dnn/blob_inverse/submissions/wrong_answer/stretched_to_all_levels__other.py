"""Stretches the values of each image to 0 … 255, as one does to display a matrix of any range. That hides whether mean
and scale are right. Only undo the steps that made the blob.
"""

import numpy as np


def images_from_blob(blob, scale=1.0, mean=(0.0, 0.0, 0.0), swapped=False):
    count, channels, height, width = blob.shape
    images = []
    for n in range(count):
        image = np.zeros((height, width, channels), dtype=np.uint8)
        all_values = [blob[n, c] / scale + mean[c] for c in range(channels)]
        low, high = float(np.min(all_values)), float(np.max(all_values))
        for c in range(channels):
            target = channels - 1 - c if swapped else c
            for y in range(height):
                for x in range(width):
                    value = float(blob[n, c, y, x]) / scale + mean[c]
                    image[y, x, target] = min(max(round(255 * (value - low) / max(high - low, 1e-9)), 0), 255)
        images.append(image.reshape(height, width) if channels == 1 else image)
    return images
