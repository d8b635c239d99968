"""How fast are the distances of all pairs of images?"""

import numpy as np
from scipy.spatial import distance

from deepkata.bench import Benchmark


def inputs(rng, size):
    """As many digits on both sides, of 8 x 8 pixels."""
    return rng.integers(0, 17, (size, 8, 8), dtype=np.uint8), rng.integers(0, 17, (size, 8, 8), dtype=np.uint8)


def naive(a, b):
    """One image after the other, against all others: a loop over the pairs would take far longer."""
    rows = b.reshape(len(b), -1).astype(float)
    result = np.zeros((len(a), len(b)))
    for i, image in enumerate(a):
        result[i] = np.sqrt(np.sum((rows - image.ravel()) ** 2, axis=1))
    return result


def cdist(a, b):
    """SciPy's distances of all pairs of rows."""
    return distance.cdist(a.reshape(len(a), -1), b.reshape(len(b), -1))


BENCHMARK = Benchmark(
    "distances",
    inputs=inputs,
    sizes=(100, 300, 700),
    unit="digits on each side",
    naive=naive,
    naive_name="image by image",
    library=cdist,
    library_name="scipy cdist",
)
