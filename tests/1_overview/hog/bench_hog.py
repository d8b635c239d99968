"""How fast are the histograms of all cells?"""

import math

import numpy as np

from deepkata.bench import Benchmark


def inputs(rng, size):
    """A grey image, half as wide as it is high, and the settings of the paper."""
    return rng.integers(0, 256, (size, size // 2), dtype=np.uint8), 8, 9, False


def naive(image, cell, bins, signed):
    """Pixel by pixel."""
    height, width = image.shape
    pixels = image.tolist()
    result = np.zeros((height // cell, width // cell, bins))
    circle = 360 if signed else 180
    for y in range(height // cell * cell):
        for x in range(width // cell * cell):
            gx = pixels[y][min(x + 1, width - 1)] - pixels[y][max(x - 1, 0)]
            gy = pixels[min(y + 1, height - 1)][x] - pixels[max(y - 1, 0)][x]
            place = math.degrees(math.atan2(gy, gx)) % circle / (circle / bins) - 0.5
            below = math.floor(place)
            length = math.hypot(gx, gy)
            result[y // cell, x // cell, below % bins] += length * (below + 1 - place)
            result[y // cell, x // cell, (below + 1) % bins] += length * (place - below)
    return result


BENCHMARK = Benchmark(
    "cell_histograms",
    inputs=inputs,
    sizes=(64, 128, 384),
    unit="pixels high",
    naive=naive,
)
