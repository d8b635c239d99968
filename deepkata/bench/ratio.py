"""From times to a ratio that can be trusted: paired within a round, resampled by pair of workers, with a dead band.

Between two worker processes there is a bias of the processes themselves that no number of rounds removes; so a pair of
workers counts once, and the interval is that of the median over pairs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from deepkata.verdicts import Pace, Ratio

#: Differences up to this are none.
DEAD_BAND = 1.05
#: Intervals within this are told as equal.
EQUAL_BAND = 1.15
CONFIDENCE = 0.95
RESAMPLES = 4000


def ratio(pairs: Sequence[Sequence[float]]) -> Ratio:
    """The ratio of paired times, with a percentile bootstrap interval over pairs of workers.

    ``pairs``: for each pair of workers the ratios of its rounds. Efron and Tibshirani, An Introduction to the Bootstrap, 13.3.
    """
    from scipy import stats  # noqa: PLC0415 - half a second, which only a measurement is worth

    medians = np.log([np.median(rounds) for rounds in pairs if len(rounds)])
    middle = float(np.median(medians))
    low = high = middle
    if len(medians) > 1 and np.ptp(medians) > 0:
        interval = stats.bootstrap(
            (medians,), np.median, confidence_level=CONFIDENCE, n_resamples=RESAMPLES, method="percentile", rng=np.random.default_rng(0)
        ).confidence_interval
        low, high = float(interval.low), float(interval.high)
    return Ratio(ratio=float(np.exp(middle)), low=float(np.exp(low)), high=float(np.exp(high)))


def pace(found: Ratio) -> Pace:
    """Faster or slower only if the whole interval is beyond the dead band, equal only if all of it is near 1."""
    if found.high < 1 / DEAD_BAND:
        return Pace.FASTER
    if found.low > DEAD_BAND:
        return Pace.SLOWER
    if found.low > 1 / EQUAL_BAND and found.high < EQUAL_BAND:
        return Pace.EQUAL
    return Pace.UNCLEAR


def slope(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The exponent of size with which a time grows: the slope of the line through the logarithms of both."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])
