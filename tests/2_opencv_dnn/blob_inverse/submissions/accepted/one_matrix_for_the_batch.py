"""All values as one table, a row each channel; limited first, rounded afterwards."""

import numpy as np


def images_from_blob(blob, scale=1.0, mean=(0.0, 0.0, 0.0), swapped=False):
    n, c, h, w = blob.shape
    table = np.moveaxis(blob, 1, 0).reshape(c, -1).astype(np.float64)
    table = np.array([row / scale + m for row, m in zip(table, mean)])
    order = list(range(c))[::-1] if swapped else list(range(c))
    table = np.around(np.minimum(np.maximum(table[order], 0), 255)).astype("uint8")
    images = table.T.reshape(n, h, w, c)
    return list(images.squeeze(axis=3)) if c == 1 else list(images)
