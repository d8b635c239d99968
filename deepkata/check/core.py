"""What all checks share: the failure, and how values are written in a message."""

from __future__ import annotations

from typing import Any, NoReturn, Union

import numpy as np

from deepkata.handles import Handle
from deepkata.pictures.data import Picture
from deepkata.text import plain

MOST_BYTES = 2**28

#: An array of numbers, or one.
Numbers = Union[np.ndarray, np.float64]


class Mismatch(AssertionError):
    """What came is not what was expected; the text says how, and ``picture`` shows it, where it can be shown."""

    picture: Picture | None = None


def fail(*sentences: str) -> NoReturn:
    """Raise a Mismatch of these sentences; empty ones are left out."""
    raise Mismatch("\n".join(sentence for sentence in sentences if sentence))


def that(condition: object, message: str) -> None:
    """A property holds; ``message`` is the sentence to say if it does not."""
    if not condition:
        fail(message)


def agree(got: Numbers, wanted: Numbers, rtol: float, atol: float) -> Any:
    """Where numbers agree: ``|got - wanted| <= atol + rtol * |wanted|``; NaN agrees with NaN, an infinity with itself alone."""
    here, there = got.astype(np.float64, copy=False), wanted.astype(np.float64, copy=False)
    with np.errstate(all="ignore"):
        near = (np.abs(here - there) <= atol + rtol * np.abs(there)) & np.isfinite(there)
        return near | (here == there) | (np.isnan(here) & np.isnan(there))


def to_array(actual: Any) -> np.ndarray:
    """What a submission returned as an array. Raises ValueError for what is none, or would take far more room than it came in.

    NumPy gives each item the room of the largest: one long text among many short ones becomes gigabytes.
    """
    count, widest = _extent(actual)
    if count * widest > MOST_BYTES:
        raise ValueError("it would take too much memory")
    try:
        return np.asarray(actual)
    except OverflowError as error:
        raise ValueError(str(error)) from None


def _extent(value: Any) -> tuple[int, int]:
    """How many items an array of the value has at most, and the bytes of its widest."""
    if isinstance(value, np.ndarray):
        return value.size, value.itemsize
    if isinstance(value, list | tuple):
        inner = [_extent(item) for item in value]
        return sum(count for count, _ in inner), max((width for _, width in inner), default=8)
    return 1, 4 * len(value) if isinstance(value, str | bytes) else 8


def first(where: np.ndarray) -> tuple[int, ...]:
    """The index of the first true value, in row-major order."""
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(where)), where.shape))


def at(index: tuple[int, ...]) -> str:
    """An index as it is written behind a name."""
    return f" at [{', '.join(map(str, index))}]" if index else ""


def number(value: Any) -> str:
    """A value in as few digits as tell it."""
    return (
        repr(plain(str(value), 60))
        if isinstance(value, str | bytes)
        else f"{value + 0.0:.7g}"  # -0.0 + 0.0 is 0.0
        if isinstance(value, float | np.floating)
        else str(value)
    )


def numbers(wanted: Any, got: Any) -> tuple[str, str]:
    """Two different values in as few digits as tell them apart."""
    texts = number(wanted), number(got)
    if texts[0] != texts[1] or not all(isinstance(value, float | np.floating) for value in (wanted, got)):
        return texts
    for digits in range(8, 18):
        texts = f"{float(wanted):.{digits}g}", f"{float(got):.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def count(number: int, what: str) -> str:
    """``1 item``, ``2 items``."""
    return f"{number} {what}" + ("" if number == 1 else "s")


def describe(value: Any) -> str:
    """A value in a few words, for a message."""
    match value:
        case None:
            return "None"
        case Handle():
            return f"an object of type {plain(value.type_name, 200)}"
        case np.ndarray():
            return f"{'an' if value.dtype.name[0] in 'iu' and value.dtype.name[:2] != 'ui' else 'a'} {value.dtype} array of shape {value.shape}"
        case str() | bytes() | list() | tuple() | dict():
            text = plain(repr(value)[:200], 120)
            kind = type(value).__name__
            return text if len(text) < 110 else f"a {kind} of {len(value)}: {text}"
        case _:
            return plain(str(value), 80)


def none_hint(actual: Any) -> str:
    """What ``None`` mostly means."""
    return " Is a return missing?" if actual is None else ""
