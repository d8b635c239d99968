"""Checks of numbers and arrays: shape comes before dtype, dtype before values; nothing is ever broadcast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from deepkata.check.core import agree, at, describe, fail, first, none_hint, number, numbers, to_array
from deepkata.check.transformations import Mistakes, explain

RTOL = 1e-5
ATOL = 1e-6
_KINDS = {"float": "f", "integer": "iu", "int": "iu", "bool": "b", "string": "US", "number": "iuf"}
_KIND_NAMES = {"f": "floats", "i": "integers", "u": "unsigned integers", "b": "booleans", "U": "strings", "S": "bytes"}


def is_array(actual: Any, name: str, *, shape: Sequence[int | None] | None = None, dtype: str | None = None, why: str = "") -> np.ndarray:
    """``actual`` as an array. ``None`` in ``shape`` stands for any size.

    ``dtype`` is a kind ("float", "integer", "bool", "string", "number") or an exact dtype such as "float32".
    """
    if isinstance(actual, np.ndarray):
        array = actual
    elif isinstance(actual, list | tuple | int | float | bool | np.generic):
        try:
            array = to_array(actual)
        except ValueError:
            array = np.empty(0, object)
        if array.dtype.kind not in "biufUS":
            fail(f"{name}: expected an array, got {describe(actual)}.")
    else:
        fail(f"{name}: expected an array, got {describe(actual)}.{none_hint(actual)}")
    if shape is not None and not _fits(array.shape, shape):
        fail(f"{name}: expected shape {_shape_text(shape)}, got {array.shape}.", _shape_hint(array.shape, shape), why)
    if dtype is not None:
        exact = dtype not in _KINDS
        if array.dtype != np.dtype(dtype) if exact else array.dtype.kind not in _KINDS[dtype]:
            fail(f"{name}: expected {dtype if exact else _kind_text(dtype)}, got {array.dtype}.", why)
    return array


def _fits(shape: tuple[int, ...], wanted: Sequence[int | None]) -> bool:
    return len(shape) == len(wanted) and all(want in (None, size) for size, want in zip(shape, wanted, strict=True))


def _shape_text(shape: Sequence[int | None]) -> str:
    inner = ", ".join("any" if size is None else str(size) for size in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def _shape_hint(got: tuple[int, ...], wanted: Sequence[int | None]) -> str:
    if len(got) == 2 and _fits(got[::-1], wanted):
        return "That is the transposed shape: rows and columns are swapped."
    if [size for size in got if size != 1] == [size for size in wanted if size != 1]:
        return f"An axis of length 1 is {'missing' if len(got) < len(wanted) else 'too many' if len(got) > len(wanted) else 'in another place'}."
    if sorted(got) == sorted(size for size in wanted if size is not None):
        return "The sizes are right, but their order is not."
    if math.prod(got) == math.prod(size or 0 for size in wanted) != 0:
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
    mistakes: Mistakes | None = None,
) -> np.ndarray:
    """An array equals another: its shape, the kind of its dtype (or exactly ``dtype``), no NaN, every value.

    Values agree where ``|actual - expected| <= atol + rtol * |expected|``; NaN agrees with NaN. ``mistakes`` are the
    suite's own explanations: a sentence, and what a program with that mistake would return. Returns the array.
    """
    wanted = np.asarray(expected)
    got = is_array(actual, name, why=why)
    if got.shape != wanted.shape:
        hint = explain(got, wanted, rtol, atol, mistakes) or _shape_hint(got.shape, wanted.shape)
        fail(f"{name}: expected shape {_shape_text(wanted.shape)}, got {got.shape}.", hint, why)
    if dtype is not None:
        is_array(got, name, dtype=dtype, why=why)
    elif _family(got) != _family(wanted):
        fail(f"{name}: expected {_KIND_NAMES[wanted.dtype.kind]}, got {_KIND_NAMES[got.dtype.kind]} ({got.dtype}).", why)
    if wanted.dtype.kind in "bUS":
        wrong = got != wanted
        if wrong.any():
            fail(_first_difference(got, wanted, wrong, name), why)
        return got
    if not rtol and not atol and "f" not in (got.dtype.kind, wanted.dtype.kind):
        wrong = got != wanted  # exactly: large integers do not fit into a float
        if wrong.any():
            fail(_first_difference(got, wanted, wrong, name), explain(got, wanted, rtol, atol, mistakes), why)
        return got
    if (got == wanted).all():
        return got
    here, there = got.astype(np.float64), wanted.astype(np.float64)
    _check_nan(here, there, name, why)
    same = agree(here, there, rtol, atol)
    if not same.all():
        fail(_first_difference(got, wanted, ~same, name), explain(got, wanted, rtol, atol, mistakes), why)
    return got


def _family(values: np.ndarray) -> str:
    """Signed and unsigned integers are one family."""
    return "i" if values.dtype.kind == "u" else values.dtype.kind


def _check_nan(here: np.ndarray, there: np.ndarray, name: str, why: str) -> None:
    strange = ~np.isfinite(here) & np.isfinite(there)
    if strange.any():
        index = first(strange)
        kind = "NaN (not a number)" if np.isnan(here[index]) else str(here[index])
        fail(
            f"{name}{at(index)} is {kind}, and should be {number(there[index])} ({strange.sum()} of {here.size} values are not finite).",
            why,
        )


def _first_difference(got: np.ndarray, wanted: np.ndarray, wrong: np.ndarray, name: str) -> str:
    index = first(wrong)
    expected, came = numbers(wanted[index], got[index])
    text = f"{name}{at(index)}: expected {expected}, got {came}."
    if got.size > 1:
        text += f"\n{int(wrong.sum())} of {got.size} values differ"
        if got.dtype.kind in "iuf":
            text += f"; the largest difference is {_largest(got, wanted, wrong)}"
        text += "."
    return text


def _largest(got: np.ndarray, wanted: np.ndarray, wrong: np.ndarray) -> str:
    """The largest difference, exactly for whole numbers, which may be too large for a float."""
    if "f" not in (got.dtype.kind, wanted.dtype.kind):
        return str(max(abs(int(a) - int(b)) for a, b in zip(got[wrong].tolist(), wanted[wrong].tolist(), strict=True)))
    with np.errstate(all="ignore"):
        return number(float(np.nanmax(np.abs(got.astype(float) - wanted.astype(float)))))


def close(
    actual: Any,
    expected: float,
    name: str,
    *,
    rtol: float = RTOL,
    atol: float = ATOL,
    why: str = "",
    mistakes: Mistakes | None = None,
) -> float:
    """A scalar is close to another; an array of one value counts as a scalar where it has no axes."""
    if isinstance(actual, np.ndarray) and actual.ndim == 0:
        actual = actual[()]
    if isinstance(actual, np.ndarray):
        fail(f"{name}: expected one number, got an array of shape {actual.shape}.", why)
    if isinstance(actual, bool | np.bool_) or not isinstance(actual, int | float | np.integer | np.floating):
        fail(f"{name}: expected a number, got {describe(actual)}.{none_hint(actual)}", why)
    try:
        value = float(actual)
    except OverflowError:
        fail(f"{name}: expected {number(float(expected))}, got a number that no float can hold.", why)
    if not agree(np.float64(value), np.float64(expected), rtol, atol):
        hint = explain(np.array(value), np.array(float(expected)), rtol, atol, mistakes)
        wanted, came = numbers(float(expected), value)
        fail(f"{name}: expected {wanted}, got {came}.", hint, why)
    return value
