"""Multiplies the ticks by 1000 before the division, in the dtype of the array. In int32, 3,000,000 times 1000 wraps
around. Divide first, or convert to float.
"""

# says: "more than an int32 holds"

from collections.abc import Callable

import numpy as np


def ms(ticks: float | np.ndarray, frequency: float) -> float | np.ndarray:
    """Convert ticks to milliseconds."""
    return ticks * 1000 / frequency


def benchmark(
    run: Callable[[], object], warmup: int, repeat: int, clock: Callable[[], int], frequency: float
) -> dict[str, object]:
    """Return samples, median and best time in milliseconds of `repeat` calls, after `warmup` calls that do not count."""
    for _ in range(warmup):
        run()
    samples = []
    for _ in range(repeat):
        start = clock()
        run()
        samples.append(ms(clock() - start, frequency))
    return {"samples": samples, "median": float(np.median(samples)), "best": min(samples)}


def layer_times(net: object, blob: np.ndarray, warmup: int, repeat: int, frequency: float) -> tuple[float, list[tuple[str, float]]]:
    """Return the median time of the whole network and of each layer, slowest first, in milliseconds."""
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
    return ms(float(np.median(totals)), frequency), slowest_first
