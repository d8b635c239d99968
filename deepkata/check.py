"""Comparisons that explain. A suite calls them with what came, what was expected, and words for it.

Each raises :class:`Mismatch`, whose text speaks to the student: what is checked, what was expected, what came, where
they first differ, and why the right value is right. Shape comes before dtype, dtype before values; nothing is ever
broadcast, and only plain arrays are compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from deepkata.judge.failures import SubmissionFailed, SuiteMistake
from deepkata.judge.submission import Handle, Submission
from deepkata.judge.text import plain
from deepkata.verdicts import Verdict

RTOL = 1e-5
ATOL = 1e-6
_KINDS = {"float": "f", "integer": "iu", "int": "iu", "bool": "b", "string": "US", "number": "iuf"}
_KIND_NAMES = {"f": "floats", "i": "integers", "u": "unsigned integers", "b": "booleans", "U": "strings", "S": "bytes"}


class Mismatch(AssertionError):
    """What came is not what was expected; the text says how."""


def _fail(*sentences: str) -> None:
    raise Mismatch("\n".join(sentence for sentence in sentences if sentence))


def that(condition: object, message: str) -> None:
    """A property holds; ``message`` is the sentence to say if it does not."""
    if not condition:
        _fail(message)


def is_array(actual: Any, name: str, *, shape: Sequence[int | None] | None = None, dtype: str | None = None, why: str = "") -> np.ndarray:
    """``actual`` as an array. ``None`` in ``shape`` stands for any size.

    ``dtype`` is a kind ("float", "integer", "bool", "string", "number") or an exact dtype such as "float32".
    """
    if isinstance(actual, np.ndarray):
        array = actual
    elif isinstance(actual, list | tuple | int | float | bool | np.generic):
        try:
            array = np.asarray(actual)
        except ValueError:
            array = np.empty(0, object)
        if array.dtype.kind not in "biufUS":
            _fail(f"{name}: expected an array, got {describe(actual)}.")
    else:
        _fail(f"{name}: expected an array, got {describe(actual)}.{_none_hint(actual)}")
    if shape is not None and not _fits(array.shape, shape):
        _fail(f"{name}: expected shape {_shape_text(shape)}, got {array.shape}.", _shape_hint(array.shape, shape), why)
    if dtype is not None:
        exact = dtype not in _KINDS
        if array.dtype != np.dtype(dtype) if exact else array.dtype.kind not in _KINDS[dtype]:
            _fail(f"{name}: expected {dtype if exact else _kind_text(dtype)}, got {array.dtype}.", why)
    return array


def _none_hint(actual: Any) -> str:
    return " Is a return missing?" if actual is None else ""


def _fits(shape: tuple[int, ...], wanted: Sequence[int | None]) -> bool:
    return len(shape) == len(wanted) and all(want in (None, size) for size, want in zip(shape, wanted, strict=True))


def _shape_text(shape: Sequence[int | None]) -> str:
    inner = ", ".join("any" if size is None else str(size) for size in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def _shape_hint(got: tuple[int, ...], wanted: Sequence[int | None]) -> str:
    if len(got) == 2 and _fits(got[::-1], wanted):
        return "That is the transposed shape: rows and columns are swapped."
    if sorted(got) == sorted(size for size in wanted if size is not None):
        return "The sizes are right, but their order is not."
    if math.prod(got) == math.prod(size or 0 for size in wanted):
        return "There are as many values as there should be, but their axes are not arranged as they should be."
    return ""


def _kind_text(dtype: str) -> str:
    return {"float": "floats", "integer": "integers", "int": "integers", "bool": "booleans"}.get(dtype, f"{dtype}s")


def array(
    actual: Any,
    expected: Any,
    name: str,
    *,
    rtol: float = RTOL,
    atol: float = ATOL,
    dtype: str | None = None,
    why: str = "",
) -> np.ndarray:
    """An array equals another: its shape, the kind of its dtype (or exactly ``dtype``), no NaN, every value.

    Values agree where ``|actual - expected| <= atol + rtol * |expected|``; NaN agrees with NaN. Returns the array.
    """
    wanted = np.asarray(expected)
    got = is_array(actual, name, shape=wanted.shape, why=why)
    if dtype is not None:
        is_array(got, name, dtype=dtype, why=why)
    elif _family(got) != _family(wanted):
        _fail(f"{name}: expected {_KIND_NAMES[wanted.dtype.kind]}, got {_KIND_NAMES[got.dtype.kind]} ({got.dtype}).", why)
    if wanted.dtype.kind in "bUS":
        wrong = got != wanted
        if wrong.any():
            _fail(_first_difference(got, wanted, wrong, name), why)
        return got
    if not rtol and not atol and "f" not in (got.dtype.kind, wanted.dtype.kind):
        wrong = got != wanted  # exactly: large integers do not fit into a float
        if wrong.any():
            _fail(_first_difference(got, wanted, wrong, name), why)
        return got
    here, there = got.astype(np.float64), wanted.astype(np.float64)
    _check_nan(here, there, name, why)
    with np.errstate(all="ignore"):
        same = (here == there) | (np.isnan(here) & np.isnan(there)) | (np.abs(here - there) <= atol + rtol * np.abs(there))
    if not same.all():
        _fail(_first_difference(got, wanted, ~same, name), _scale_hint(here, there, rtol, atol), why)
    return got


def _family(values: np.ndarray) -> str:
    """Signed and unsigned integers are one family."""
    return "i" if values.dtype.kind == "u" else values.dtype.kind


def _check_nan(here: np.ndarray, there: np.ndarray, name: str, why: str) -> None:
    strange = ~np.isfinite(here) & np.isfinite(there)
    if strange.any():
        index = first(strange)
        kind = "NaN (not a number)" if np.isnan(here[index]) else str(here[index])
        _fail(
            f"{name}{at(index)} is {kind}, and should be {number(there[index])} ({strange.sum()} of {here.size} values are not finite).",
            why,
        )


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
        else f"{value:.7g}"
        if isinstance(value, float | np.floating)
        else str(value)
    )


def _first_difference(got: np.ndarray, wanted: np.ndarray, wrong: np.ndarray, name: str) -> str:
    index = first(wrong)
    text = f"{name}{at(index)}: expected {number(wanted[index])}, got {number(got[index])}."
    if got.size > 1:
        text += f"\n{int(wrong.sum())} of {got.size} values differ"
        if got.dtype.kind in "iuf":
            with np.errstate(all="ignore"):
                text += f"; the largest difference is {number(float(np.nanmax(np.abs(got.astype(float) - wanted.astype(float)))))}"
        text += "."
    return text


def _scale_hint(here: np.ndarray, there: np.ndarray, rtol: float, atol: float) -> str:
    """One factor that explains every difference, where the data can tell."""
    finite = np.isfinite(here) & np.isfinite(there)
    h, t = here[finite], there[finite]
    telling = np.abs(t) > 1e-3 * np.abs(t).max(initial=0)
    if telling.sum() < 3 or np.ptp(t[telling]) == 0:
        return ""
    factor = float(np.median(h[telling] / t[telling]))
    if factor and np.allclose(h, factor * t, rtol=max(rtol, 1e-6), atol=atol * max(1.0, abs(factor))):
        shown = f"1/{1 / factor:.4g}" if 0 < abs(factor) < 1 else f"{factor:.4g}"
        return f"Every value is {shown} times what it should be."
    return ""


def close(actual: Any, expected: float, name: str, *, rtol: float = RTOL, atol: float = ATOL, why: str = "") -> float:
    """A scalar is close to another; an array of one value counts as a scalar where it has no axes."""
    if isinstance(actual, np.ndarray) and actual.ndim == 0:
        actual = actual[()]
    if isinstance(actual, np.ndarray):
        _fail(f"{name}: expected one number, got an array of shape {actual.shape}.", why)
    if isinstance(actual, bool | np.bool_) or not isinstance(actual, int | float | np.integer | np.floating):
        _fail(f"{name}: expected a number, got {describe(actual)}.{_none_hint(actual)}", why)
    value = float(actual)
    if not (value == expected or abs(value - expected) <= atol + rtol * abs(expected)):
        _fail(f"{name}: expected {number(float(expected))}, got {number(value)}.", why)
    return value


def equal(actual: Any, expected: Any, name: str, why: str = "") -> None:
    """Plain data is exactly what was expected: same type of container, same values."""
    if isinstance(actual, np.ndarray) or isinstance(expected, np.ndarray):
        array(actual, expected, name, rtol=0, atol=0, why=why)
        return
    problem = _difference(actual, expected)
    if problem:
        _fail(f"{name}{problem}", why)


def _difference(actual: Any, expected: Any, place: str = "") -> str:
    actual = actual.item() if isinstance(actual, np.generic) else actual
    expected = expected.item() if isinstance(expected, np.generic) else expected
    numbers = all(isinstance(side, int | float) and not isinstance(side, bool) for side in (actual, expected))
    if type(actual) is not type(expected) and not numbers:
        return f"{place}: expected {describe(expected)}, got {describe(actual)}."
    if isinstance(expected, list | tuple):
        if len(actual) != len(expected):
            return f"{place}: expected {len(expected)} items, got {len(actual)}: {describe(actual)}."
        pairs: Iterable[tuple[Any, Any, Any]] = ((n, a, e) for n, (a, e) in enumerate(zip(actual, expected, strict=True)))
    elif isinstance(expected, dict):
        if set(actual) != set(expected):
            return f"{place}: expected the keys {describe(sorted(map(str, expected)))}, got {describe(sorted(map(str, actual)))}."
        pairs = ((key, actual[key], expected[key]) for key in expected)
    else:
        return "" if actual == expected else f"{place}: expected {describe(expected)}, got {describe(actual)}."
    return next((text for key, a, e in pairs if (text := _difference(a, e, f"{place}[{key!r}]"))), "")


def sequence(actual: Any, name: str, length: int | None = None) -> tuple[Any, ...]:
    """A tuple or list, of ``length`` items where that is given."""
    if not isinstance(actual, list | tuple):
        _fail(f"{name}: expected a tuple{f' of {length}' if length else ''}, got {describe(actual)}.{_none_hint(actual)}")
    if length is not None and len(actual) != length:
        _fail(f"{name}: expected {length} items, got {len(actual)}.")
    return tuple(actual)


def mapping(actual: Any, name: str, keys: Iterable[Any]) -> dict[Any, Any]:
    """A dictionary with at least these keys."""
    if not isinstance(actual, dict):
        _fail(f"{name}: expected a dict, got {describe(actual)}.{_none_hint(actual)}")
    missing = [key for key in keys if key not in actual]
    if missing:
        _fail(f"{name}: the key {missing[0]!r} is missing; there are {describe(list(actual))}.")
    return dict(actual)


def handle(actual: Any, name: str) -> Handle:
    """An object that stayed in the worker, such as a model."""
    if not isinstance(actual, Handle):
        _fail(f"{name}: expected an object such as a model, got {describe(actual)}.{_none_hint(actual)}")
    return actual  # type: ignore[no-any-return]


def unchanged(submission: Submission) -> None:
    """The last call left its arguments as they were."""
    if not submission.calls:
        raise SuiteMistake("check.unchanged: no call was made yet")
    call = submission.calls[-1]
    if call.changed:
        _fail(f"{call.function} changed its input in place ({', '.join(call.changed)}): work on a copy, the caller still needs it.")


def raises(submission: Submission, function: str, error: type[BaseException], *arguments: Any, name: str = "", **keywords: Any) -> None:
    """The call raises ``error`` or a subclass of it."""
    what = name or function
    try:
        result = getattr(submission, function)(*arguments, **keywords)
    except SubmissionFailed as failed:
        names = failed.failure.type_names if failed.failure else ()
        if failed.verdict is not Verdict.RUN_TIME_ERROR or not names:
            raise
        if error.__name__ not in names:
            _fail(f"{what}: expected {error.__name__} to be raised, but {failed.message}")
        return
    _fail(f"{what}: expected {error.__name__} to be raised, but the call returned {describe(result)}.")


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
