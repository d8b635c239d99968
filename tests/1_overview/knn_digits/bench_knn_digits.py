"""How fast are the distances of all pairs of images?"""

import numpy as np

from deepkata.bench import Benchmark


def inputs(rng, size):
    """As many digits on both sides, of 8 x 8 pixels."""
    return rng.integers(0, 17, (size, 8, 8), dtype=np.uint8), rng.integers(0, 17, (size, 8, 8), dtype=np.uint8)


def naive(a, b):
    """One pair after the other."""
    result = np.zeros((len(a), len(b)))
    for i, one in enumerate(a.astype(float)):
        for j, other in enumerate(b.astype(float)):
            result[i, j] = np.sqrt(np.sum((one - other) ** 2))
    return result


def library(a, b):
    """All differences at once."""
    a, b = a.reshape(len(a), 1, -1).astype(float), b.reshape(1, len(b), -1).astype(float)
    return np.sqrt(((a - b) ** 2).sum(axis=2))


BENCHMARK = Benchmark(
    "distances",
    inputs=inputs,
    sizes=(50, 120, 300),
    unit="digits on each side",
    naive=naive,
    library=library,
    library_name="NumPy, all differences at once",
)
