"""The renderer: draws the pictures that checks left. The only module that imports Matplotlib; run as a process of its own.

What is expected is blue and solid, what came is orange and dashed, in every picture: told apart by shape as well as by
colour (Okabe and Ito's, made for all kinds of colour vision). Differences go from violet to orange through white.
"""

from __future__ import annotations

import contextlib
import sys
import textwrap
import warnings
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import msgspec
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from deepkata.pictures import Order
from deepkata.pictures.data import Picture

EXPECTED, YOURS, MARK, INK, GREY = "#0072B2", "#D55E00", "#CC79A7", "#222222", "#777777"
NAMES = {"input": "input", "expected": "expected", "yours": "yours"}
SCALE, SIGNED, SIZE = "cividis", "PuOr_r", "cividis"
PANEL = 3.1
#: Numbers are written into the cells of maps up to this size.
MAX_CELLS = 10
#: From here on a number in a cell has an exponent.
SHORT_BELOW = 10_000
#: Floats whose largest value is above this, and at most 255, are pixels; smaller ones are a map with a scale of its own.
BRIGHT = 60.0
STYLE: dict[Any, Any] = {
    "text.parse_math": False,
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "figure.dpi": 110,
}


def _figure(title: str, panels: int, height: float = PANEL) -> tuple[Any, list[Any]]:
    figure, axes = plt.subplots(1, panels, figsize=(PANEL * panels + 0.5, height + 0.8), layout="constrained", squeeze=False)
    figure.suptitle("\n".join(textwrap.wrap(title, 36 * panels)), x=0.01, ha="left", fontsize=11)
    return figure, list(axes[0])


def _arrays(picture: Picture) -> dict[str, np.ndarray]:
    return {name: pixels.array for name, pixels in picture.arrays.items()}


# --- images --------------------------------------------------------------------------------------------------------------


def image(picture: Picture) -> Any:
    """Input | expected | yours | difference."""
    arrays = _arrays(picture)
    same = arrays["expected"].shape == arrays["yours"].shape
    shown = [name for name in NAMES if name in arrays]
    sides = arrays["expected"].shape
    flat = sides[0] / sides[1] if len(sides) > 1 else 0.1
    figure, axes = _figure(picture.title, len(shown) + same, height=PANEL * min(max(flat, 0.4), 1.3) + 0.5)
    low, high = _range(arrays["expected"])
    for axis, name in zip(axes, shown, strict=False):
        values = arrays[name].astype(float)
        own = (0.0, 255.0) if name == "input" and arrays[name].dtype == np.uint8 else (low, high)
        step = picture.arrays[name].step
        _show(axis, values, own, step)
        axis.set_title(NAMES[name], color={"expected": EXPECTED, "yours": YOURS}.get(name, INK))
        axis.set_xlabel(_about(arrays[name], picture if name == "expected" else None, step))
    if same:
        _difference(figure, axes[-1], arrays["yours"].astype(float) - arrays["expected"].astype(float), picture.arrays["expected"].step)
        for axis in axes[-3:]:
            _mark(axis, picture.place)
    return figure


def _about(values: np.ndarray, picture: Picture | None, step: int) -> str:
    size = f"{values.shape[1]} wide, {values.shape[0]} high" if values.ndim > 1 else f"{values.size} values"
    size += f", every {step}. pixel" if step > 1 else ""
    note = picture.texts.get("note", ()) if picture else ()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lines = [size, f"{np.nanmin(values):.4g} … {np.nanmax(values):.4g}", *note]
    return "\n".join(lines)


def _range(values: np.ndarray) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if values.dtype == np.uint8 or (low >= 0 and BRIGHT < high <= 255):
        return 0.0, 255.0
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _show(axis: Any, values: np.ndarray, limits: tuple[float, float], step: int = 1) -> None:
    """An image, in the coordinates of the pixels that it had before it was thinned out."""
    low, high = limits
    if values.ndim == 3:
        axis.imshow(np.nan_to_num(np.clip((values - low) / (high - low), 0, 1)), interpolation="nearest", extent=_extent(values, step))
    else:
        axis.imshow(np.atleast_2d(values), cmap="gray", vmin=low, vmax=high, interpolation="nearest", extent=_extent(values, step))
    _frame(axis, values, step)


def _extent(values: np.ndarray, step: int) -> tuple[float, float, float, float]:
    height, width = np.atleast_2d(values).shape[:2]
    return -0.5, width * step - 0.5, height * step - 0.5, -0.5


def _frame(axis: Any, values: np.ndarray, step: int = 1) -> None:
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


def _difference(figure: Any, axis: Any, values: np.ndarray, step: int) -> None:
    """Yours minus expected, with its scale; of colours the channel that differs most."""
    if values.ndim == 3:
        values = np.take_along_axis(values, np.abs(np.nan_to_num(values)).argmax(2)[..., None], 2)[..., 0]
    limit = float(np.abs(values[np.isfinite(values)]).max(initial=0)) or 1.0
    extent = _extent(values, step)
    shown = axis.imshow(np.atleast_2d(values), cmap=SIGNED, vmin=-limit, vmax=limit, interpolation="nearest", extent=extent)
    axis.set_facecolor("black")  # what is no number
    _frame(axis, values, step)
    axis.set_title("difference")
    wrong = int((~(np.abs(values) <= 1e-6 * max(limit, 1e-12))).sum())
    axis.set_xlabel(f"yours minus expected\n{wrong} of {values.size} differ")
    figure.colorbar(shown, ax=axis, shrink=0.8, pad=0.03).ax.tick_params(labelsize=7)


def _mark(axis: Any, place: tuple[int, ...]) -> None:
    """A frame around the first place that differs."""
    if len(place) == 2:
        row, column = place
        axis.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor="white", linewidth=3.2))
        axis.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=MARK, linewidth=1.8))


# --- heat maps -----------------------------------------------------------------------------------------------------------


def heat_map(picture: Picture) -> Any:
    """Expected | yours | difference, with one scale for both, and over the image if there is one."""
    arrays = _arrays(picture)
    source = arrays.pop("input", None)
    same = arrays["expected"].shape == arrays["yours"].shape
    sides = np.atleast_2d(arrays["expected"]).shape
    figure, axes = _figure(picture.title, 2 + same + (source is not None), height=PANEL * min(max(sides[0] / sides[1], 0.3), 1.0) + 0.5)
    if source is not None:
        _show(axes[0], source.astype(float), _range(source))
        axes[0].set_title("input")
    finite = arrays["expected"][np.isfinite(arrays["expected"])].astype(float)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    high = high if high > low else low + 1
    rows, columns = (*picture.texts.get("axes", ()), "row", "column")[:2]
    for axis, name in zip(axes[-2 - same :], ("expected", "yours"), strict=False):
        values = np.atleast_2d(arrays[name].astype(float))
        shown = axis.imshow(values, cmap=SCALE, vmin=low, vmax=high, interpolation="nearest", aspect="auto")
        axis.set_facecolor("black")
        _frame(axis, values)
        _numbers(axis, values, low, high)
        axis.set_title(name, color={"expected": EXPECTED, "yours": YOURS}[name])
        axis.set_xlabel(columns)
        axis.set_ylabel(rows)
        figure.colorbar(shown, ax=axis, shrink=0.8, pad=0.03).ax.tick_params(labelsize=7)
        if same:
            _mark(axis, picture.place)
    if same:
        change = np.atleast_2d(arrays["yours"].astype(float) - arrays["expected"].astype(float))
        _difference(figure, axes[-1], change, picture.arrays["expected"].step)
        axes[-1].set_aspect("auto")
        _mark(axes[-1], picture.place)
    return figure


def _numbers(axis: Any, values: np.ndarray, low: float, high: float) -> None:
    if max(values.shape) > MAX_CELLS:
        return
    for (row, column), value in np.ndenumerate(values):
        dark = not np.isfinite(value) or (value - low) / (high - low) < 0.6
        axis.text(column, row, short(value), ha="center", va="center", fontsize=7, color="white" if dark else "black")


def short(value: float) -> str:
    """Two digits, and no exponent where the digits before the point say as much."""
    return f"{value:.0f}" if 10 <= abs(value) < SHORT_BELOW else f"{value:.2g}"


# --- curves --------------------------------------------------------------------------------------------------------------


def curve(picture: Picture) -> Any:
    """Both curves above, their difference below."""
    arrays = _arrays(picture)
    wanted, got = arrays["expected"].astype(float), arrays["yours"].astype(float)
    same = wanted.shape == got.shape
    figure, axes = plt.subplots(1 + same, 1, figsize=(6.4, 3.2 + 1.3 * same), layout="constrained", squeeze=False, sharex=True)
    figure.suptitle("\n".join(textwrap.wrap(picture.title, 80)), x=0.01, ha="left", fontsize=11)
    x, y = (*picture.texts.get("axes", ()), "step", "")[:2]
    above = axes[0][0]
    above.plot(wanted, color=EXPECTED, marker="o", markersize=5, label="expected", linewidth=1.8)
    above.plot(got, color=YOURS, marker="x", markersize=6, linestyle="--", label="yours", linewidth=1.8)
    above.set_ylabel(y)
    above.grid(color="#dddddd", linewidth=0.6)
    if picture.place:
        above.axvline(picture.place[-1], color=MARK, linestyle=":", linewidth=1.6, label="first difference")
    above.legend(frameon=False)
    if same:
        below = axes[1][0]
        below.bar(range(len(got)), np.nan_to_num(got - wanted), color=GREY, width=0.6)
        below.axhline(0, color=INK, linewidth=0.8)
        below.set_ylabel("yours minus\nexpected")
    last = axes[-1][0]
    last.set_xlabel(x)
    last.xaxis.get_major_locator().set_params(integer=True)
    for axis in axes[:, 0]:
        axis.spines[["top", "right"]].set_visible(False)
    return figure


# --- boxes ---------------------------------------------------------------------------------------------------------------


def boxes(picture: Picture) -> Any:
    """What is expected, what came, and each pair on top of each other with its IoU."""
    arrays = _arrays(picture)
    labels = picture.texts.get("labels", ())
    iou = arrays.get("iou")
    panels = [("expected", EXPECTED, "-"), ("yours", YOURS, "--")]
    source = arrays.get("input")
    flat = source.shape[0] / source.shape[1] if source is not None else 1.0
    figure, axes = _figure(picture.title, 3, height=PANEL * min(max(flat, 0.5), 1.3) + 0.7)
    corners = np.concatenate([arrays["expected"], arrays["yours"]])
    for axis, name in zip(axes, ("expected", "yours", "both"), strict=True):
        _ground(axis, source, corners, picture.arrays["input"].step if source is not None else 1)
        axis.set_title(name, color={"expected": EXPECTED, "yours": YOURS}.get(name, INK))
        for kind, colour, line in panels:
            if name in (kind, "both"):
                _draw_boxes(axis, arrays[kind], colour, line, None if name == "both" else labels)
    if iou is not None:
        for (x1, y1, *_), value in zip(arrays["expected"], iou, strict=True):
            _tag(axes[2], x1, y1, f"IoU {value:.2f}", INK)
    axes[2].plot([], [], color=EXPECTED, label="expected", linewidth=2)
    axes[2].plot([], [], color=YOURS, linestyle="--", label="yours", linewidth=2)
    axes[2].legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2, frameon=False)
    return figure


def _ground(axis: Any, source: np.ndarray | None, corners: np.ndarray, step: int) -> None:
    if source is not None:
        _show(axis, source.astype(float), _range(source), step)
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


def _draw_boxes(axis: Any, corners: np.ndarray, colour: str, line: str, labels: tuple[str, ...] | None) -> None:
    """Boxes with their labels or numbers; without them where ``labels`` is None."""
    for row, (x1, y1, x2, y2) in enumerate(corners):
        if not np.isfinite([x1, y1, x2, y2]).all():
            continue
        axis.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, edgecolor="white", linewidth=3.4))
        axis.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, edgecolor=colour, linewidth=2, linestyle=line))
        if labels is not None and (labels or len(corners) > 1):
            _tag(axis, min(x1, x2), min(y1, y2), labels[row] if row < len(labels) else str(row), colour)


def _tag(axis: Any, x: float, y: float, text: str, colour: str) -> None:
    box = {"boxstyle": "square,pad=0.2", "facecolor": "white", "edgecolor": colour, "linewidth": 0.8, "alpha": 0.9}
    axis.text(x, y, text, fontsize=7, color=INK, va="bottom", ha="left", bbox=box, clip_on=True)


# --- labels --------------------------------------------------------------------------------------------------------------


def labels(picture: Picture) -> Any:
    """The images whose label is wrong, each with both labels."""
    arrays = _arrays(picture)
    names = picture.texts.get("names", ())
    images = arrays["images"]
    columns = min(6, len(images))
    rows = -(-len(images) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(1.35 * columns + 1.2, 1.95 * rows + 0.6), layout="constrained", squeeze=False)
    figure.suptitle("\n".join(textwrap.wrap(picture.title, 18 * columns + 14)), x=0.01, ha="left", fontsize=11)
    engine: Any = figure.get_layout_engine()
    engine.set(h_pad=0.22)  # two lines of words below each image
    for axis in axes.flat:
        axis.axis("off")
    low, high = float(images.min()), max(float(images.max()), float(images.min()) + 1)
    for axis, values, wanted, got in zip(axes.flat, images, arrays["expected"], arrays["yours"], strict=False):
        shown = values[..., 0] if values.ndim == 3 and values.shape[-1] == 1 else values
        axis.imshow((shown - low) / (high - low), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        said = [names[int(label)] if 0 <= label < len(names) else f"{label:g}" for label in (wanted, got)]
        axis.text(0, -0.04, f"expected {said[0]}", transform=axis.transAxes, va="top", color=EXPECTED, fontsize=8, weight="bold")
        axis.text(0, -0.18, f"yours {said[1]}", transform=axis.transAxes, va="top", color=YOURS, fontsize=8, style="italic")
    return figure


KINDS: dict[str, Callable[[Picture], Any]] = {"image": image, "heat_map": heat_map, "curve": curve, "boxes": boxes, "labels": labels}


def main() -> None:
    """Draw the orders that come on the standard input; one that cannot be drawn does not keep the others from it."""
    mpl.rcParams.update(STYLE)
    warnings.simplefilter("ignore")
    for order in msgspec.msgpack.decode(sys.stdin.buffer.read(), type=list[Order]):
        with contextlib.suppress(Exception):
            picture = msgspec.msgpack.decode(order.picture, type=Picture)
            figure = KINDS[picture.kind](picture)
            figure.savefig(order.path, format="png")
            plt.close(figure)


if __name__ == "__main__":
    main()
