"""Parts of pictures: a row of panels; an image, a map, boxes in one of them.

What is expected is blue and solid, what came is orange and dashed, in every picture: told apart by shape as well as by
colour (Okabe and Ito's, made for all kinds of colour vision). Differences go from violet to orange through white.
"""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

EXPECTED, YOURS, MARK, INK, GREY = "#0072B2", "#D55E00", "#CC79A7", "#222222", "#777777"
SCALE, SIGNED, SIZE = "cividis", "PuOr_r", "cividis"
PANEL = 3.1
#: Numbers are written into the cells of maps up to this size.
MAX_CELLS = 10
#: From here on a number in a cell has an exponent.
SHORT_BELOW = 10_000
#: Floats whose largest value is above this, and at most 255, are pixels; smaller ones are a map with a scale of its own.
BRIGHT = 60.0


def panels(title: str, panels: int, height: float = PANEL) -> tuple[Any, list[Any]]:
    figure, axes = plt.subplots(1, panels, figsize=(PANEL * panels + 0.5, height + 0.8), layout="constrained", squeeze=False)
    figure.suptitle("\n".join(textwrap.wrap(title, 36 * panels)), x=0.01, ha="left", fontsize=11)
    return figure, list(axes[0])


def value_range(values: np.ndarray) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if values.dtype == np.uint8 or (low >= 0 and BRIGHT < high <= 255):
        return 0.0, 255.0
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def show(axis: Any, values: np.ndarray, limits: tuple[float, float], step: int = 1) -> None:
    """An image, in the coordinates of the pixels that it had before it was thinned out."""
    low, high = limits
    if values.ndim == 3:
        axis.imshow(np.nan_to_num(np.clip((values - low) / (high - low), 0, 1)), interpolation="nearest", extent=_extent(values, step))
    else:
        axis.imshow(np.atleast_2d(values), cmap="gray", vmin=low, vmax=high, interpolation="nearest", extent=_extent(values, step))
    frame(axis, values, step)


def _extent(values: np.ndarray, step: int) -> tuple[float, float, float, float]:
    height, width = np.atleast_2d(values).shape[:2]
    return -0.5, width * step - 0.5, height * step - 0.5, -0.5


def frame(axis: Any, values: np.ndarray, step: int = 1) -> None:
    """A grid of pixels where they are few enough to be counted."""
    height, width = (size * step for size in np.atleast_2d(values).shape[:2])
    small = max(height, width) <= 16
    axis.set_xticks(range(width) if small else [0, width - 1])
    axis.set_yticks(range(height) if small else [0, height - 1])
    axis.tick_params(labelsize=7, length=2)
    if small:
        axis.set_xticks(np.arange(-0.5, width), minor=True)
        axis.set_yticks(np.arange(-0.5, height), minor=True)
        axis.grid(which="minor", color=GREY, linewidth=0.3)
        axis.tick_params(which="minor", length=0)


def difference(figure: Any, axis: Any, values: np.ndarray, step: int) -> None:
    """Yours minus expected, with its scale; of colours the channel that differs most."""
    if values.ndim == 3:
        values = np.take_along_axis(values, np.abs(np.nan_to_num(values)).argmax(2)[..., None], 2)[..., 0]
    limit = float(np.abs(values[np.isfinite(values)]).max(initial=0)) or 1.0
    extent = _extent(values, step)
    shown = axis.imshow(np.atleast_2d(values), cmap=SIGNED, vmin=-limit, vmax=limit, interpolation="nearest", extent=extent)
    axis.set_facecolor("black")  # what is no number
    frame(axis, values, step)
    axis.set_title("difference")
    wrong = int((~(np.abs(values) <= 1e-6 * max(limit, 1e-12))).sum())
    axis.set_xlabel(f"yours minus expected\n{wrong} of {values.size} differ")
    figure.colorbar(shown, ax=axis, shrink=0.8, pad=0.03).ax.tick_params(labelsize=7)


def mark(axis: Any, place: tuple[int, ...]) -> None:
    """A frame around the first place that differs."""
    if len(place) == 2:
        row, column = place
        axis.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor="white", linewidth=3.2))
        axis.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=MARK, linewidth=1.8))


def numbers(axis: Any, values: np.ndarray, low: float, high: float) -> None:
    if max(values.shape) > MAX_CELLS:
        return
    for (row, column), value in np.ndenumerate(values):
        dark = not np.isfinite(value) or (value - low) / (high - low) < 0.6
        axis.text(column, row, short(value), ha="center", va="center", fontsize=7, color="white" if dark else "black")


def short(value: float) -> str:
    """Two digits, and no exponent where the digits before the point say as much."""
    return f"{value:.0f}" if 10 <= abs(value) < SHORT_BELOW else f"{value:.2g}"


def ground(axis: Any, source: np.ndarray | None, corners: np.ndarray, step: int) -> None:
    if source is not None:
        show(axis, source.astype(float), value_range(source), step)
        axis.set_aspect("equal")
    finite = corners[np.isfinite(corners).all(1)]
    points = finite.reshape(-1, 2) if len(finite) else np.array([[0.0, 0.0], [1.0, 1.0]])
    low, high = points.min(0), points.max(0)
    if source is not None:
        low, high = np.minimum(low, -0.5), np.maximum(high, step * np.array(source.shape[1::-1]) - 0.5)
    room = 0.08 * np.maximum(high - low, 1e-9)
    axis.set_xlim(low[0] - room[0], high[0] + room[0])
    axis.set_ylim(high[1] + room[1], low[1] - 2 * room[1])
    axis.xaxis.set_major_locator(MaxNLocator(5))
    axis.yaxis.set_major_locator(MaxNLocator(5))
    axis.tick_params(labelsize=7)
    if source is None:
        axis.grid(color="#e5e5e5", linewidth=0.6)
        axis.set_axisbelow(True)


def draw_boxes(axis: Any, corners: np.ndarray, colour: str, line: str, labels: tuple[str, ...] | None) -> None:
    """Boxes with their labels or numbers; without them where ``labels`` is None."""
    for row, (x1, y1, x2, y2) in enumerate(corners):
        if not np.isfinite([x1, y1, x2, y2]).all():
            continue
        axis.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, edgecolor="white", linewidth=3.4))
        axis.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, edgecolor=colour, linewidth=2, linestyle=line))
        if labels is not None and (labels or len(corners) > 1):
            tag(axis, min(x1, x2), min(y1, y2), labels[row] if row < len(labels) else str(row), colour)


def tag(axis: Any, x: float, y: float, text: str, colour: str) -> None:
    box = {"boxstyle": "square,pad=0.2", "facecolor": "white", "edgecolor": colour, "linewidth": 0.8, "alpha": 0.9}
    axis.text(x, y, text, fontsize=7, color=INK, va="bottom", ha="left", bbox=box, clip_on=True)
