"""The picture of a measurement: where a program stands between the others, and how its cost grows with the input."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from deepkata.bench.ratio import DEAD_BAND
from deepkata.report.speed import in_order, interval, seconds, times
from deepkata.verdicts import Speed

mpl.rcdefaults()  # a matplotlibrc in the folder in which the command is given has no say
#: Okabe and Ito's colours, told apart by everybody; the markers differ as well.
STYLES = {
    "submission": ("#D55E00", "o"),
    "reference": ("#0072B2", "s"),
    "naive": ("#777777", "v"),
    "library": ("#009E73", "D"),
}


def draw(speed: Speed, title: str, path: Path) -> None:
    """Write a PNG: ratios with their intervals on the left, seconds against size on logarithmic axes on the right."""
    figure = Figure(figsize=(11, 4.2), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    _ratios(left, speed)
    _growth(right, speed)
    figure.suptitle(title, fontsize=12, fontweight="bold")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)


def _ratios(axes: Axes, speed: Speed) -> None:
    names = list(reversed(in_order(speed)))
    for place, name in enumerate(names):
        colour, marker = STYLES[name]
        found = interval(speed, name)
        axes.errorbar(
            found.ratio,
            place,
            xerr=[[found.ratio - found.low], [found.high - found.ratio]],
            fmt=marker,
            color=colour,
            markersize=8,
            capsize=5,
            linewidth=2,
        )
        axes.annotate(times(found.ratio), (found.ratio, place), textcoords="offset points", xytext=(0, 9), ha="center", color=colour)
    axes.axvspan(1 / DEAD_BAND, DEAD_BAND, color="#0072B2", alpha=0.12, linewidth=0)
    axes.set_yticks(range(len(names)), [speed.titles[name] for name in names])
    axes.set_ylim(-0.6, len(names) - 0.3)
    axes.set_xscale("log")
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, 0.45), max(high, 2.2) * 1.15)
    ratio_ticks(axes)
    axes.set_xlabel(f"time beside the reference's, {speed.sizes[-1]} {speed.unit}  (log scale; left is faster)")
    axes.grid(axis="x", alpha=0.3)


def ratio_ticks(axes: Axes) -> None:
    """Ticks like 0.5×, 1×, 2× on a logarithmic axis of ratios."""
    low, high = axes.get_xlim()
    ticks = [
        tick for tick in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if low <= tick <= high
    ]
    while len(ticks) > 7:
        ticks = [tick for tick in ticks if tick == 1 or ticks.index(tick) % 2 == ticks.index(1) % 2] if 1 in ticks else ticks[::2]
    axes.set_xticks(ticks, [f"{tick:g}×" for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())


def _growth(axes: Axes, speed: Speed) -> None:
    for name in in_order(speed):
        if growth := speed.growth.get(name):
            colour, marker = STYLES[name]
            label = f"{speed.titles[name]}: size to the power {growth.slope:.1f}"
            axes.plot(speed.sizes, growth.seconds, marker=marker, color=colour, label=label, linewidth=2, markersize=7)
    axes.set_xscale("log")
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    axes.set_ylim(low, high * (high / low) ** 0.45)  # room for the legend
    axes.set_xticks(speed.sizes, [str(size) for size in speed.sizes])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: seconds(value)))
    axes.set_xlabel(f"{speed.unit} (log scale)")
    axes.set_ylabel("time of a call (log scale)")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=9, loc="upper left")
