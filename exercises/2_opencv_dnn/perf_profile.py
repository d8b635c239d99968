"""How long does it take?

If you read the clock once before `forward` and once after it, the result is usually misleading. The first run allocates
memory and can take several times as long as later ones, and other programs may slow down individual runs. For a useful
measurement, warm up first, measure many runs, and report the median. OpenCV counts time in *ticks*;
`cv2.getTickFrequency()` returns the number of ticks per second.

To make testing possible, `benchmark` does not read the computer's clock but a clock that is passed to it.

Tasks
1. `ms`: from ticks to milliseconds.
2. `benchmark`: warm up, then measure each run separately.
3. `benchmark`: the median and the best time.
4. `layer_times`: which layers of a network take the most time.
"""

from collections.abc import Callable

import numpy as np


def ms(ticks: float | np.ndarray, frequency: float) -> float | np.ndarray:
    """Convert ticks to milliseconds.

    Args:
        ticks: A number of ticks or an array of such numbers, integer or float.
        frequency: Ticks per second, as returned by `cv2.getTickFrequency()`.

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
        run: The function to measure; it is called without arguments, `warmup` + `repeat` times in total.
        warmup: The number of calls that come first and are not measured, 0 or more.
        repeat: The number of calls that are measured, each separately; at least 1.
        clock: Called without arguments, it returns the time in ticks, an int like that of `cv2.getTickCount`. Only
            differences between readings are meaningful.
        frequency: Ticks per second.

    Returns:
        A dictionary, with times in milliseconds:
        "samples": a list of the times of the `repeat` measured calls, in order;
        "median": their median, that is, the middle one after sorting, or the mean of the two in the middle if their
          number is even;
        "best": the smallest of these times.

    Examples:
        >>> result = benchmark(lambda: net.forward(), 3, 20, cv2.getTickCount, cv2.getTickFrequency())
        >>> f"{result['median']:.1f} ms, at best {result['best']:.1f} ms"
        '21.9 ms, at best 21.4 ms'
    """
    raise NotImplementedError(
        "task 2: call run warmup times; then, repeat times: read the clock, call run, read the clock, keep the difference"
    )


def layer_times(net: object, blob: np.ndarray, warmup: int, repeat: int, frequency: float) -> tuple[float, list[tuple[str, float]]]:
    """Find out which layers of a network take the most time.

    Args:
        net: A network of `cv2.dnn`. After each `forward`, its `getPerfProfile()` returns the ticks of that run as a
            pair: the ticks of the whole network, and an array with the ticks of each layer, in the order of
            `getLayerNames()`. Layers that OpenCV computes together with others (*fused* layers) have the value 0.
        blob: The input, for `setInput`.
        warmup: The number of runs that come first and are not measured, 0 or more.
        repeat: The number of runs that are measured, at least 1.
        frequency: Ticks per second.

    Returns:
        (total, layers) in milliseconds: the median time of the whole network, and for each layer a pair (name, median
        time), the slowest layer first. Layers with equal times keep their order in the network.

    Examples:
        >>> total, layers = layer_times(net, blob, 3, 20, cv2.getTickFrequency())
        >>> layers[:2]
        [('conv2d_3', 2.75), ('conv2d_1', 0.5)]
    """
    raise NotImplementedError(
        "task 4: like benchmark, but getPerfProfile() after each forward returns the ticks; take one median per layer"
    )
