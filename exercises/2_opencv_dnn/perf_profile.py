"""How long does it take?

One call before, one call after, the difference printed: so most speeds are measured, and most are wrong. The first run
of a network allocates its memory and takes several times as long as the next; a computer does other things in between;
and OpenCV counts *ticks*, of which a second has as many as `cv2.getTickFrequency()` says. A measurement that means
something warms up first, measures often, and tells the median.

So that it can be tested, your function does not look at the computer's clock but at one that it is given.

Tasks
1. `ms`: from ticks to milliseconds.
2. `benchmark`: warm up, then measure each run for itself.
3. `benchmark` again: the median and the best of them, for clocks that count far.
4. `layer_times`: which layers of a network take the time.
"""

from collections.abc import Callable

import numpy as np


def ms(ticks: float | np.ndarray, frequency: float) -> float | np.ndarray:
    """Turn ticks into milliseconds.

    Args:
        ticks: A number of ticks, or an array of such numbers, whole or not.
        frequency: How many ticks a second has, as `cv2.getTickFrequency()` tells.

    Returns:
        Milliseconds: a float for a number, a float array for an array. Nothing is rounded.

    Examples:
        >>> ms(3000, 2e6)
        1.5
    """
    raise NotImplementedError("task 1: ticks divided by the frequency are seconds")


def benchmark(
    run: Callable[[], object], warmup: int, repeat: int, clock: Callable[[], int], frequency: float
) -> dict[str, object]:
    """Measure how long a function takes.

    Args:
        run: What is measured; it is called without arguments, `warmup` + `repeat` times in all.
        warmup: How many of these calls come first and are not measured, 0 or more.
        repeat: How many are measured, each for itself; at least 1.
        clock: Called without arguments, it tells the time in ticks, a Python int, as `cv2.getTickCount` does. Only differences
            mean anything. They may have more digits than a float can hold, so subtract before anything is made float.
        frequency: How many ticks a second has.

    Returns:
        A dictionary with, in milliseconds:
        "samples": a list of `repeat` numbers, what each measured call took, in their order;
        "median": the median of them: the middle one if they are sorted, or the mean of the two in the middle;
        "best": the smallest of them.

    Examples:
        >>> result = benchmark(lambda: net.forward(), 3, 20, cv2.getTickCount, cv2.getTickFrequency())
        >>> f"{result['median']:.1f} ms, at best {result['best']:.1f} ms"
        '21.9 ms, at best 21.4 ms'
    """
    raise NotImplementedError(
        "task 2: call run warmup times; then, repeat times: read the clock, call run, read the clock, keep the difference"
    )


def layer_times(net: object, blob: np.ndarray, warmup: int, repeat: int, frequency: float) -> tuple[float, list[tuple[str, float]]]:
    """Find out which layers of a network take the time.

    Args:
        net: A network of `cv2.dnn`. After each `forward`, its `getPerfProfile()` tells what that one took: a pair of the
            ticks of the whole network and an array of the ticks of each layer, in the order of `getLayerNames()`. Layers
            that were merged with others have 0.
        blob: The input, for `setInput`.
        warmup: How many times the network runs first without being measured, 0 or more.
        repeat: How many times it runs after that, at least 1.
        frequency: How many ticks a second has.

    Returns:
        (total, layers) in milliseconds: the median of what the whole network took, and for each layer a pair (name, median of
        what it took), the slowest first; of layers that took equally long, the one that comes first in the network.

    Examples:
        >>> total, layers = layer_times(net, blob, 3, 20, cv2.getTickFrequency())
        >>> layers[:2]
        [('conv2d_3', 2.75), ('conv2d_1', 0.5)]
    """
    raise NotImplementedError("task 4: like benchmark, but getPerfProfile() after each forward tells the ticks; one median for each layer")
