"""How fast are two arrays added?"""

import numpy as np

from deepkata.bench import Benchmark


def loop(a, b):
    return np.array([x + y for x, y in zip(a.tolist(), b.tolist(), strict=True)])


BENCHMARK = Benchmark(
    "add",
    inputs=lambda rng, size: tuple(rng.normal(size=(2, size))),
    sizes=(4000, 20_000, 200_000),
    unit="numbers",
    naive=loop,
    library=np.add,
    library_name="np.add",
)
