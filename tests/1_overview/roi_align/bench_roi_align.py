"""How fast are the features of many boxes?"""

import math

import numpy as np

from deepkata.bench import Benchmark

ROWS, COLUMNS, CHANNELS, STRIDE = 38, 50, 32, 16


def inputs(rng, size):
    """A feature map of an image of 800 by 608 pixels, and boxes in it of 32 to 300 pixels."""
    features = rng.standard_normal((ROWS, COLUMNS, CHANNELS), dtype=np.float32)
    corners = rng.uniform(0, (480, 300), (size, 2))
    return features, np.hstack([corners, corners + rng.uniform(32, 300, (size, 2))]), STRIDE, 7, 2


def loop(features, boxes, stride, size, samples):
    """Sample by sample; all channels at once."""
    result = np.zeros((len(boxes), size, size, features.shape[2]), np.float32)
    for n, (x1, y1, x2, y2) in enumerate((boxes / stride - 0.5).tolist()):
        for row in range(size * samples):
            y = min(max(y1 + (row + 0.5) * (y2 - y1) / (size * samples), 0), ROWS - 1)
            top = min(math.floor(y), ROWS - 2)
            for column in range(size * samples):
                x = min(max(x1 + (column + 0.5) * (x2 - x1) / (size * samples), 0), COLUMNS - 1)
                left = min(math.floor(x), COLUMNS - 2)
                upper = (left + 1 - x) * features[top, left] + (x - left) * features[top, left + 1]
                lower = (left + 1 - x) * features[top + 1, left] + (x - left) * features[top + 1, left + 1]
                result[n, row // samples, column // samples] += (top + 1 - y) * upper + (y - top) * lower
    return result / samples**2


BENCHMARK = Benchmark(
    "roi_align",
    inputs=inputs,
    sizes=(4, 12, 36),
    unit="boxes of 7 by 7 bins",
    naive=loop,
    naive_name="sample by sample",
)
