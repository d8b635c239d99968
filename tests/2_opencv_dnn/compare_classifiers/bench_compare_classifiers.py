"""How fast is the agreement of networks on a validation set? ImageNet's has 50,000 images."""

import numpy as np

from deepkata.bench import Benchmark


def inputs(rng, images):
    """The best five of 1000 classes by three networks, whose lists have much in common."""
    common = rng.integers(0, 1000, (1, images, 5))
    other = rng.integers(0, 1000, (3, images, 5))
    return np.where(rng.random((3, images, 5)) < 0.7, rng.permuted(common.repeat(3, axis=0), axis=2), other), 5


def image_by_image(tops, k):
    """Each pair of networks and each image."""
    lists = tops.tolist()
    result = np.zeros((len(lists), len(lists)))
    for i, mine in enumerate(lists):
        for j, others in enumerate(lists):
            for best, other in zip(mine, others, strict=True):
                result[i, j] += best[0] in other[:k]
    return result / tops.shape[1]


BENCHMARK = Benchmark(
    "agreement",
    inputs=inputs,
    sizes=(2_000, 10_000, 50_000),
    unit="images",
    naive=image_by_image,
    naive_name="image by image",
)
