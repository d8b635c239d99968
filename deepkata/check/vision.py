"""Checks of what can be looked at: each compares like ``check.array``, and a failure leaves a picture to be drawn."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from deepkata.check.arrays import ATOL, RTOL, array, is_array
from deepkata.check.core import Mismatch, agree, fail, first, number, to_array
from deepkata.check.geometry import FORMATS, as_corners, other_formats, overlaps
from deepkata.check.transformations import Mistakes, explain, worked_out
from deepkata.failures import SuiteMistake
from deepkata.pictures.data import Picture, picture

Compared = TypeVar("Compared")
LAYOUTS = ("HW", "HWC", "NHW", "NHWC", "NCHW")


def image(
    actual: Any,
    expected: Any,
    name: str,
    *,
    input: Any = None,  # noqa: A002 - the word that is over the panel
    layout: str = "HWC",
    order: str = "BGR",
    rtol: float = RTOL,
    atol: float = ATOL,
    dtype: str | None = None,
    why: str = "",
    mistakes: Mistakes | None = None,
) -> np.ndarray:
    """An image, or a batch of them in ``layout``; drawn beside the expected one, with what was ``input``.

    ``layout`` is one of HW, HWC, NHW, NHWC, NCHW. ``order`` tells how three channels are drawn. Of a batch the first
    image that differs is drawn.
    """
    if layout not in LAYOUTS:
        raise SuiteMistake(f"check.image: layout is one of {', '.join(LAYOUTS)}, not {layout!r}")

    def draw() -> Picture | None:
        return beside(actual, expected, name, input=input, layout=layout, order=order, rtol=rtol, atol=atol)

    return drawn(lambda: array(actual, expected, name, rtol=rtol, atol=atol, dtype=dtype, why=why, mistakes=mistakes), draw)


def beside(
    actual: Any,
    expected: Any,
    name: str,
    *,
    input: Any = None,  # noqa: A002 - as in `image`
    layout: str = "HWC",
    order: str = "BGR",
    rtol: float = RTOL,
    atol: float = ATOL,
) -> Picture | None:
    """The picture that `image` draws of two images that differ, for a `Mismatch` of something else: ``mismatch.picture = …``."""
    got, wanted = to_array(actual), np.asarray(expected)
    place = _first_wrong(got, wanted, rtol, atol)
    which = place[0] if place and layout[0] == "N" else 0
    source = input[which] if isinstance(input, list | tuple) and which < len(input) else input
    panels = {"expected": _one(wanted, layout, which, order), "yours": _one(got, layout, which, order)}
    if source is not None:
        panels["input"] = _one(np.asarray(source), "HWC", 0, "BGR")
    texts = {"note": (f"image {which} of {len(wanted)}",) if layout[0] == "N" and len(wanted) > 1 else ()}
    return picture("image", name, _pixel(place, layout), texts, **panels)


def heat_map(
    actual: Any,
    expected: Any,
    name: str,
    *,
    rows: str = "row",
    columns: str = "column",
    image: Any = None,
    rtol: float = RTOL,
    atol: float = ATOL,
    dtype: str | None = None,
    why: str = "",
    mistakes: Mistakes | None = None,
) -> np.ndarray:
    """A matrix of numbers, such as the IoU of boxes, attention or class activation; drawn with a scale of colours."""

    def draw() -> Picture | None:
        got, wanted = to_array(actual), np.asarray(expected)
        if wanted.size < 2:  # one number is told, not drawn
            return None
        source = None if image is None else _one(np.asarray(image), "HWC", 0, "BGR")
        texts = {"axes": (rows, columns)}
        place = _first_wrong(got, wanted, rtol, atol)
        return picture("heat_map", name, place or (), texts, expected=np.atleast_2d(wanted), yours=np.atleast_2d(got), input=source)

    return drawn(lambda: array(actual, expected, name, rtol=rtol, atol=atol, dtype=dtype, why=why, mistakes=mistakes), draw)


def curve(
    actual: Any,
    expected: Any,
    name: str,
    *,
    x: str = "step",
    y: str = "",
    rtol: float = RTOL,
    atol: float = ATOL,
    dtype: str | None = None,
    why: str = "",
    mistakes: Mistakes | None = None,
) -> np.ndarray:
    """A series of numbers, such as the loss of each epoch; drawn as two curves and their difference."""

    def draw() -> Picture | None:
        got, wanted = to_array(actual), np.asarray(expected)
        place = _first_wrong(got, wanted, rtol, atol)
        return picture("curve", name, place or (), {"axes": (x, y or name)}, expected=np.ravel(wanted), yours=np.ravel(got))

    return drawn(lambda: array(actual, expected, name, rtol=rtol, atol=atol, dtype=dtype, why=why, mistakes=mistakes), draw)


def labels(
    actual: Any,
    expected: Any,
    name: str,
    *,
    images: Any = None,
    names: Sequence[str] = (),
    classes: int = 0,
    why: str = "",
    mistakes: Mistakes | None = None,
) -> np.ndarray:
    """The classes of images, as whole numbers, of ``classes`` in all; those that are wrong are drawn with both labels."""
    wanted = np.asarray(expected)

    def compare() -> np.ndarray:
        got = is_array(actual, name, why=why)
        if got.shape != wanted.shape and classes and got.shape == (classes,):
            fail(
                f"{name}: expected {len(wanted)}, got {classes}.",
                "There is one for each class: was the best image of each class sought?",
                why,
            )
        is_array(got, name, shape=wanted.shape, why=why)
        if got.dtype.kind == "f":
            fail(f"{name}: expected integers, got {got.dtype}.", "A label is the number of a class: the place of the highest score.", why)
        is_array(got, name, dtype="integer", why=why)
        wrong = got != wanted
        if wrong.any():
            place = first(wrong)[0]
            said = [names[int(label)] if 0 <= label < len(names) else str(label) for label in (wanted[place], got[place])]
            text = f"{name}, image {place}: expected {said[0]}, got {said[1]}."
            counts = f"{int(wrong.sum())} of {len(wanted)} labels are wrong." if len(wanted) > 1 else ""
            fail(text, counts, explain(got, wanted, 0, 0, mistakes) if mistakes else "", _one_class(got, wanted), why)
        return got

    def draw() -> Picture | None:
        got = to_array(actual)
        if images is None or got.shape != wanted.shape:
            return None
        wrong = np.flatnonzero(got != wanted)[:12]
        return picture(
            "labels", name, (), {"names": tuple(names)}, images=np.asarray(images)[wrong], yours=got[wrong], expected=wanted[wrong]
        )

    return drawn(compare, draw)


def _one_class(got: np.ndarray, wanted: np.ndarray) -> str:
    if len(got) > 2 and np.ptp(got) == 0 and np.ptp(wanted):
        return f"Every image gets the label {got[0]}."
    return ""


def boxes(
    actual: Any,
    expected: Any,
    name: str,
    *,
    image: Any = None,
    format: str = "xyxy",  # noqa: A002 - the word of the field
    labels: Sequence[str] = (),
    rtol: float = RTOL,
    atol: float = ATOL,
    dtype: str | None = None,
    why: str = "",
    mistakes: Mistakes | None = None,
) -> np.ndarray:
    """Boxes, a row each, in one of the formats xyxy, xywh and cxcywh; drawn on the image, with the IoU of each pair."""
    if format not in FORMATS:
        raise SuiteMistake(f"check.boxes: format is one of {', '.join(FORMATS)}, not {format!r}")
    wanted = np.asarray(expected)

    def known() -> dict[str, Any]:
        return {**other_formats(wanted, format), **worked_out(mistakes)}

    def compare() -> np.ndarray:
        try:
            return array(actual, wanted, name, rtol=rtol, atol=atol, dtype=dtype, why=why, mistakes=known)
        except Mismatch as mismatch:
            raise Mismatch(_with_overlap(str(mismatch), actual, wanted, format, labels, rtol, atol)) from None

    def draw() -> Picture | None:
        got = to_array(actual)
        if got.ndim != 2 or got.shape[1] != 4 or got.dtype.kind not in "biuf":
            return None
        source = None if image is None else _one(np.asarray(image), "HWC", 0, "BGR")
        corners = {"expected": as_corners(wanted, format), "yours": as_corners(got, format)}
        overlap = overlaps(corners["yours"], corners["expected"]) if got.shape == wanted.shape else None
        return picture("boxes", name, (), {"labels": tuple(labels)}, input=source, iou=overlap, **corners)

    return drawn(compare, draw)


def _with_overlap(message: str, actual: Any, wanted: np.ndarray, form: str, labels: Sequence[str], rtol: float, atol: float) -> str:
    """The message, with the first box that is wrong as a whole, and how much of it is right."""
    got = actual if isinstance(actual, np.ndarray) else np.empty(0)
    if got.shape != wanted.shape or got.dtype.kind not in "iuf" or len(wanted) < 2:
        return message
    place = _first_wrong(got, wanted, rtol, atol)
    if not place:
        return message
    row = place[0]
    iou = overlaps(as_corners(got[row : row + 1], form), as_corners(wanted[row : row + 1], form))[0]
    which = f"box {row}" + (f" ({labels[row]})" if row < len(labels) else "")
    values = [", ".join(number(float(v)) for v in side[row]) for side in (wanted, got)]
    head, _, rest = message.partition("\n")
    return f"{head}\nAs a whole, {which} is to be [{values[0]}] and is [{values[1]}]: IoU {iou:.2f}.\n{rest}".rstrip()


def layers(
    actual: Mapping[str, Any], expected: Mapping[str, Any], name: str, *, rtol: float = RTOL, atol: float = ATOL, why: str = ""
) -> None:
    """What layer after layer gives, in the order of ``expected``: the first one that differs is the one to look at."""
    agreed: list[str] = []
    for layer, wanted in expected.items():
        if layer not in actual:
            fail(f"{name}: there is no layer {layer!r}.", why)
        try:
            array(actual[layer], wanted, f"{name}, {layer}", rtol=rtol, atol=atol, why=why)
        except Mismatch as mismatch:
            before = (
                f"{', '.join(agreed)} agree{'s' if len(agreed) == 1 else ''}: the mistake is between {agreed[-1]} and {layer}."
                if agreed
                else "It is the first one."
            )
            raise Mismatch(f"{mismatch}\n{layer} is layer {len(agreed) + 1} of {len(expected)}. {before}") from None
        agreed.append(layer)


# --- pictures ------------------------------------------------------------------------------------------------------------


def drawn(compare: Callable[[], Compared], draw: Callable[[], Picture | None]) -> Compared:
    """What ``compare`` returns; its Mismatch gets the picture that ``draw`` makes, which is asked for only if it will be seen."""
    try:
        return compare()
    except Mismatch as mismatch:
        with contextlib.suppress(Exception):  # what cannot be drawn is told in words
            mismatch.picture = draw() or mismatch.picture
        raise


def _first_wrong(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> tuple[int, ...]:
    if got.shape != wanted.shape:
        return ()
    same = agree(got, wanted, rtol, atol)
    return () if same.all() else first(~same)


def _one(values: np.ndarray, layout: str, which: int, order: str) -> np.ndarray:
    """One image as (H, W), or (H, W, 3) in the order red, green, blue; several other channels side by side."""
    one = values
    if layout[0] == "N" and values.ndim == len(layout):
        one = values[min(which, len(values) - 1)]
    if layout == "NCHW" and one.ndim == 3:
        one = one.transpose(1, 2, 0)
    if one.ndim == 3 and one.shape[2] == 3:
        return one[:, :, ::-1] if order == "BGR" else one
    if one.ndim == 3:
        return np.concatenate(list(one.transpose(2, 0, 1)[:8]), axis=1)
    return one


def _pixel(place: tuple[int, ...], layout: str) -> tuple[int, ...]:
    """Row and column of an index."""
    return tuple(place[layout.index(axis)] for axis in "HW") if len(place) == len(layout) else ()
