"""Named transformations: what turns the right values into those that came, in words that name the mistake.

A transformation is said only if it explains every value within the tolerance, and no other one does: on symmetric,
constant or tiny data several fit, and then the data cannot tell them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Union

import numpy as np

from deepkata.check.core import agree

#: The right values in; variants that would be made by one mistake out, each with the words for it.
Variants = Iterator[tuple[str, np.ndarray]]
Transformation = Callable[[np.ndarray], Variants]
#: A suite's own explanations, words and what a program with that mistake would return; or what works them out once they are needed.
Mistakes = Union[Mapping[str, Any], Callable[[], Mapping[str, Any]]]
#: Below this many different values several explanations fit by chance.
TELLING = 3
#: Beyond this many values it would take too long.
MAX_VALUES = 2**20
#: Values that are compared first: hardly any wrong explanation gets beyond them.
SAMPLE = 64


def explain(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float, mistakes: Mistakes | None = None) -> str:
    """The one transformation that makes ``got`` of ``wanted``, as a sentence; empty where none or several do.

    ``mistakes`` are the suite's own: words, and what a program with that mistake would return.
    """
    own = ((words, np.asarray(value)) for words, value in worked_out(mistakes).items())
    fitting = {words for words, variant in own if _equal(got, variant, rtol, atol)}
    if fitting:
        return fitting.pop() if len(fitting) == 1 else ""
    if got.dtype.kind not in "iuf" or wanted.dtype.kind not in "iuf" or wanted.size > MAX_VALUES or len(np.unique(wanted)) < TELLING:
        return ""
    here, there = got.astype(np.float64), wanted.astype(np.float64)
    for transformation in TRANSFORMATIONS:
        found = [words for words, variant in transformation(there) if _equal(here, variant, rtol, atol)]
        fitting.update(found[:1] if transformation in ALIKE else found)
    if not fitting and here.shape == there.shape:
        fitting.update(_loose(here, there, rtol, atol))
    return fitting.pop() if len(fitting) == 1 else ""


def worked_out(mistakes: Mistakes | None) -> Mapping[str, Any]:
    """A suite's own explanations, now that they are needed."""
    return (mistakes() if callable(mistakes) else mistakes) or {}


def _equal(got: np.ndarray, variant: np.ndarray, rtol: float, atol: float) -> bool:
    if got.shape != variant.shape or got.dtype.kind not in "biuf" or variant.dtype.kind not in "biuf":
        return False
    step = got.size // SAMPLE
    rtol = max(rtol, 1e-9)
    sampled = step < 2 or agree(got.flat[::step], variant.flat[::step], rtol, atol).all()
    return bool(sampled and agree(got, variant, rtol, atol).all())


# --- the right values in other places ------------------------------------------------------------------------------------


def transposed(x: np.ndarray) -> Variants:
    if x.ndim == 2:
        yield "It is the transpose of what it should be: rows and columns are swapped.", x.T


def layout(x: np.ndarray) -> Variants:
    if x.ndim == 4:
        yield "The values are right, in the layout (N, H, W, C) instead of (N, C, H, W): the channels come last.", x.transpose(0, 2, 3, 1)
        yield "The values are right, in the layout (N, C, H, W) instead of (N, H, W, C): the channels come first.", x.transpose(0, 3, 1, 2)
    if x.ndim == 3:
        yield "The values are right, in the layout (H, W, C) instead of (C, H, W): the channels come last.", x.transpose(1, 2, 0)
        yield "The values are right, in the layout (C, H, W) instead of (H, W, C): the channels come first.", x.transpose(2, 0, 1)


def reshaped(x: np.ndarray) -> Variants:
    words = "The values were reshaped where the axes should have been moved: reshape cuts the same row of numbers into other pieces."
    if x.ndim == 4:
        yield words, x.transpose(0, 2, 3, 1).reshape(x.shape)
        yield words, x.transpose(0, 3, 1, 2).reshape(x.shape)
    if x.ndim == 3:
        yield words, x.transpose(1, 2, 0).reshape(x.shape)
        yield words, x.transpose(2, 0, 1).reshape(x.shape)


def height_for_width(x: np.ndarray) -> Variants:
    words = "Height and width are exchanged: every image is mirrored at its diagonal."
    if x.ndim in (3, 4):
        yield words, np.swapaxes(x, -1, -2)
    if x.ndim in (3, 4) and x.shape[-1] in (1, 3, 4):
        yield words, np.swapaxes(x, -2, -3)


def channels(x: np.ndarray) -> Variants:
    words = "The channels are in reverse order: BGR for RGB, or the other way round."
    for axis in {x.ndim - 1, x.ndim - 3} if x.ndim in (3, 4) else ():
        if x.shape[axis] == 3:
            yield words, np.flip(x, axis)


def mirrored(x: np.ndarray) -> Variants:
    if x.ndim == 1:
        yield "The values are right, in reverse order.", x[::-1]
    for rows, columns in _image_axes(x):
        if x.shape[rows] > 1:
            yield "It stands on its head: the order of the rows is reversed.", np.flip(x, rows)
        if x.shape[columns] > 1:
            yield "It is mirrored: the order of the columns is reversed.", np.flip(x, columns)
        if min(x.shape[rows], x.shape[columns]) > 1:
            yield "It is turned by 180°: the order of rows and columns is reversed.", np.flip(x, (rows, columns))


def _image_axes(x: np.ndarray) -> list[tuple[int, int]]:
    """The axes of rows and of columns: the last two, or those before the channels."""
    if x.ndim < 2:
        return []
    return [(-3, -2)] if x.ndim > 2 and x.shape[-1] in (1, 3, 4) else [(-2, -1)]


# --- other values in the right places ------------------------------------------------------------------------------------


def softmax(x: np.ndarray) -> Variants:
    if x.ndim and x.shape[-1] > 1 and np.isfinite(x).all():
        powers = np.exp(x - x.max(axis=-1, keepdims=True))
        again = powers / powers.sum(axis=-1, keepdims=True)
        if (x >= 0).all() and np.allclose(x.sum(axis=-1), 1, atol=1e-4):
            yield "The softmax was taken twice: these are the softmax of the probabilities.", again
        else:
            yield "These are the softmax of what is asked for.", again


def functions(x: np.ndarray) -> Variants:
    with np.errstate(all="ignore"):
        yield "Every value is the square of what it should be.", x**2
        if (x >= 0).all():
            yield "Every value is the square root of what it should be.", np.sqrt(x)
            yield "Every value is 1 minus what it should be.", 1 - x
        if (x > 0).all():
            yield "Every value is the logarithm of what it should be.", np.log(x)
            yield "Every value is 1 divided by what it should be.", 1 / x
        yield "Every value is e to the power of what it should be.", np.exp(np.minimum(x, 700))


def whole_numbers(x: np.ndarray) -> Variants:
    rounded, cut, down = np.rint(x), np.trunc(x), np.floor(x)
    if np.array_equal(rounded, cut):
        yield "The values are whole numbers: the fractions are lost.", rounded
        return
    yield "The values are rounded to whole numbers.", rounded
    yield "The fractions are cut off.", cut
    if not np.array_equal(cut, down):
        yield "The values are rounded down to whole numbers.", down


def limits(x: np.ndarray) -> Variants:
    yield "The signs are lost: every value is positive.", np.abs(x)
    yield "What should be negative is 0.", np.maximum(x, 0)
    yield "The values are cut off at 0 and 255.", np.clip(x, 0, 255)
    yield "The values are cut off at 0 and 1.", np.clip(x, 0, 1)


def wrapped(x: np.ndarray) -> Variants:
    if not (np.isfinite(x).all() and np.abs(x).max(initial=0) < 2**40):
        return
    whole, low, high = np.trunc(x), x.min(initial=0), x.max(initial=0)
    for bits in (8, 16):
        span, half = 2**bits, 2 ** (bits - 1)
        if low >= 0 and high < half:
            return  # everything fits, here and into what is wider
        words = f"The values wrap around: what a uint{bits} cannot hold is off by {span}."
        for name, variant in ((words, whole % span), (words, x % span), (words.replace("a uint", "an int"), (whole + half) % span - half)):
            if not np.array_equal(variant, whole) and not np.array_equal(variant, x):  # where all fits, nothing wraps
                yield name, variant


FACTORS = {
    -1: "Every value has the wrong sign.",
    255: "Every value is 255 times what it should be: pixels of 0 to 255 where 0 to 1 is meant?",
    1 / 255: "Every value is 1/255 times what it should be: divided by 255 once too often?",
    100: "Every value is 100 times what it should be: percent for parts of 1?",
    np.degrees(1): "Every value is 57.3 times what it should be: degrees for radians?",
    np.radians(1): "Every value is 1/57.3 times what it should be: radians for degrees?",
}


def known_factors(x: np.ndarray) -> Variants:
    for factor, words in FACTORS.items():
        yield words, x * factor


# --- what fits only where nothing more special does ----------------------------------------------------------------------


def _loose(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> Iterator[str]:
    yield from _factor(got, wanted, rtol, atol)
    yield from _offset(got, wanted, rtol, atol)
    yield from _shifted(got, wanted, rtol, atol)
    yield from _reordered(got, wanted, rtol, atol)


def _factor(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> Iterator[str]:
    finite = np.isfinite(got) & np.isfinite(wanted)
    telling = finite & (np.abs(wanted) > 1e-3 * np.abs(wanted[finite]).max(initial=0))
    if telling.sum() < TELLING or np.ptp(wanted[telling]) == 0:
        return
    factor = float(np.median(got[telling] / wanted[telling]))
    near_one = abs(factor - 1) < 1e-3
    if factor and not near_one and _equal(got, wanted * factor, max(rtol, 1e-6), atol * max(1.0, abs(factor))):
        shown = f"1/{1 / factor:.4g}" if 0 < abs(factor) < 1 else f"{factor:.4g}"
        yield f"Every value is {shown} times what it should be."


def _offset(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> Iterator[str]:
    if not (np.isfinite(got).all() and np.isfinite(wanted).all()):
        return
    offset = float(np.median(got - wanted))
    if abs(offset) > atol + rtol * np.abs(wanted).max(initial=0) and _equal(got, wanted + offset, rtol, atol):
        yield f"Every value is {abs(offset):.7g} too {'large' if offset > 0 else 'small'}."


def _shifted(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> Iterator[str]:
    for axis, size in enumerate(got.shape):
        if size <= TELLING:
            continue
        head, tail = np.arange(size - 1), np.arange(1, size)
        for mine, theirs, words in ((tail, head, "later"), (head, tail, "earlier")):
            part = np.take(wanted, theirs, axis)
            if len(np.unique(part)) >= TELLING and _equal(np.take(got, mine, axis), part, rtol, atol):
                along = f" along axis {axis}" if got.ndim > 1 else ""
                yield f"Every value stands one place {words} than it should{along}: an index is off by one."


def _reordered(got: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> Iterator[str]:
    if got.ndim == 1 and _equal(np.sort(got), np.sort(wanted), rtol, atol):
        yield "The values are right, in another order."
    if got.ndim == 2 and len(np.unique(wanted, axis=0)) >= TELLING:
        mine, right = (rows[np.lexsort(rows.T[::-1])] for rows in (got, wanted))
        if _equal(mine, right, rtol, atol):
            yield "The rows are right, in another order."


TRANSFORMATIONS: tuple[Transformation, ...] = (
    transposed,
    layout,
    reshaped,
    height_for_width,
    channels,
    mirrored,
    softmax,
    functions,
    whole_numbers,
    limits,
    wrapped,
    known_factors,
)
#: Of these the first that fits is said: the ones after it are special cases that the data need not tell apart.
ALIKE = (limits, wrapped)
