"""The renderer: draws the pictures that checks left. It and its panels alone import Matplotlib; run as a process of its own."""

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

from deepkata.pictures import Order, panels
from deepkata.pictures.data import Picture
from deepkata.pictures.panels import EXPECTED, GREY, INK, MARK, PANEL, SCALE, YOURS

NAMES = {"input": "input", "expected": "expected", "yours": "yours"}
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
    figure, axes = panels.panels(picture.title, len(shown) + same, height=PANEL * min(max(flat, 0.4), 1.3) + 0.5)
    low, high = panels.value_range(arrays["expected"])
    for axis, name in zip(axes, shown, strict=False):
        values = arrays[name].astype(float)
        own = (0.0, 255.0) if name == "input" and arrays[name].dtype == np.uint8 else (low, high)
        step = picture.arrays[name].step
        panels.show(axis, values, own, step)
        axis.set_title(NAMES[name], color={"expected": EXPECTED, "yours": YOURS}.get(name, INK))
        axis.set_xlabel(_about(arrays[name], picture if name == "expected" else None, step))
    if same:
        panels.difference(
            figure, axes[-1], arrays["yours"].astype(float) - arrays["expected"].astype(float), picture.arrays["expected"].step
        )
        for axis in axes[-3:]:
            panels.mark(axis, picture.place)
    return figure


def _about(values: np.ndarray, picture: Picture | None, step: int) -> str:
    size = f"{values.shape[1]} wide, {values.shape[0]} high" if values.ndim > 1 else f"{values.size} values"
    size += f", every {step}. pixel" if step > 1 else ""
    note = picture.texts.get("note", ()) if picture else ()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lines = [size, f"{np.nanmin(values):.4g} … {np.nanmax(values):.4g}", *note]
    return "\n".join(lines)


# --- heat maps -----------------------------------------------------------------------------------------------------------


def heat_map(picture: Picture) -> Any:
    """Expected | yours | difference, with one scale for both, and over the image if there is one."""
    arrays = _arrays(picture)
    source = arrays.pop("input", None)
    same = arrays["expected"].shape == arrays["yours"].shape
    sides = np.atleast_2d(arrays["expected"]).shape
    figure, axes = panels.panels(
        picture.title, 2 + same + (source is not None), height=PANEL * min(max(sides[0] / sides[1], 0.3), 1.0) + 0.5
    )
    if source is not None:
        panels.show(axes[0], source.astype(float), panels.value_range(source))
        axes[0].set_title("input")
    finite = arrays["expected"][np.isfinite(arrays["expected"])].astype(float)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    high = high if high > low else low + 1
    rows, columns = (*picture.texts.get("axes", ()), "row", "column")[:2]
    for axis, name in zip(axes[-2 - same :], ("expected", "yours"), strict=False):
        values = np.atleast_2d(arrays[name].astype(float))
        shown = axis.imshow(values, cmap=SCALE, vmin=low, vmax=high, interpolation="nearest", aspect="auto")
        axis.set_facecolor("black")
        panels.frame(axis, values)
        panels.numbers(axis, values, low, high)
        axis.set_title(name, color={"expected": EXPECTED, "yours": YOURS}[name])
        axis.set_xlabel(columns)
        axis.set_ylabel(rows)
        figure.colorbar(shown, ax=axis, shrink=0.8, pad=0.03).ax.tick_params(labelsize=7)
        if same:
            panels.mark(axis, picture.place)
    if same:
        change = np.atleast_2d(arrays["yours"].astype(float) - arrays["expected"].astype(float))
        panels.difference(figure, axes[-1], change, picture.arrays["expected"].step)
        axes[-1].set_aspect("auto")
        panels.mark(axes[-1], picture.place)
    return figure


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
    kinds = [("expected", EXPECTED, "-"), ("yours", YOURS, "--")]
    source = arrays.get("input")
    flat = source.shape[0] / source.shape[1] if source is not None else 1.0
    figure, axes = panels.panels(picture.title, 3, height=PANEL * min(max(flat, 0.5), 1.3) + 0.7)
    corners = np.concatenate([arrays["expected"], arrays["yours"]])
    for axis, name in zip(axes, ("expected", "yours", "both"), strict=True):
        panels.ground(axis, source, corners, picture.arrays["input"].step if source is not None else 1)
        axis.set_title(name, color={"expected": EXPECTED, "yours": YOURS}.get(name, INK))
        for kind, colour, line in kinds:
            if name in (kind, "both"):
                panels.draw_boxes(axis, arrays[kind], colour, line, None if name == "both" else labels)
    if iou is not None:
        for (x1, y1, *_), value in zip(arrays["expected"], iou, strict=True):
            panels.tag(axes[2], x1, y1, f"IoU {value:.2f}", INK)
    axes[2].plot([], [], color=EXPECTED, label="expected", linewidth=2)
    axes[2].plot([], [], color=YOURS, linestyle="--", label="yours", linewidth=2)
    axes[2].legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2, frameon=False)
    return figure


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
