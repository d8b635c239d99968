"""Returns the sorted sample at index n // 2. That is the middle for odd n. For even n, the median is the mean of the
two in the middle.
"""

from collections.abc import Callable

import numpy as np


def ms(ticks: float | np.ndarray, frequency: float) -> float | np.ndarray:
    """Ticks as milliseconds."""
    return ticks / frequency * 1000


def benchmark(
    run: Callable[[], object], warmup: int, repeat: int, clock: Callable[[], int], frequency: float
) -> dict[str, object]:
    """The samples, median and best, in milliseconds, of `repeat` calls after `warmup` others."""
    for _ in range(warmup):
        run()
    samples = []
    for _ in range(repeat):
        start = clock()
        run()
        samples.append(ms(clock() - start, frequency))  # the difference is small enough for a float
    return {"samples": samples, "median": sorted(samples)[len(samples) // 2], "best": min(samples)}


def layer_times(net: object, blob: np.ndarray, warmup: int, repeat: int, frequency: float) -> tuple[float, list[tuple[str, float]]]:
    """The median of the whole network, and of each layer, the slowest first, in milliseconds."""
    totals, layers = [], []
    for number in range(warmup + repeat):
        net.setInput(blob)
        net.forward()
        if number >= warmup:
            total, ticks = net.getPerfProfile()
            totals.append(total)
            layers.append(np.ravel(ticks))
    medians = ms(np.sort(layers, axis=0)[len(layers) // 2], frequency).tolist()
    slowest_first = sorted(zip(net.getLayerNames(), medians, strict=True), key=lambda layer: -layer[1])
    return ms(float(sorted(totals)[len(totals) // 2]), frequency), slowest_first
