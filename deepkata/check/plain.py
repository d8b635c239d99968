"""Checks of plain data: numbers, text, lists, dictionaries, and objects that stayed in the worker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from deepkata.check.arrays import array
from deepkata.check.core import count, describe, fail, none_hint
from deepkata.handles import Handle


def equal(actual: Any, expected: Any, name: str, why: str = "") -> None:
    """Plain data is exactly what was expected: same type of container, same values."""
    if isinstance(actual, np.ndarray) or isinstance(expected, np.ndarray):
        array(actual, expected, name, rtol=0, atol=0, why=why)
        return
    problem = _difference(actual, expected)
    if problem:
        fail(f"{name}{problem}", why)


def _difference(actual: Any, expected: Any, place: str = "") -> str:
    actual = actual.item() if isinstance(actual, np.generic) else actual
    expected = expected.item() if isinstance(expected, np.generic) else expected
    numbers = all(isinstance(side, int | float) and not isinstance(side, bool) for side in (actual, expected))
    if type(actual) is not type(expected) and not numbers:
        return f"{place}: expected {describe(expected)}, got {describe(actual)}."
    if isinstance(expected, list | tuple):
        if len(actual) != len(expected):
            return f"{place}: expected {count(len(expected), 'item')}, got {len(actual)}: {describe(actual)}."
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
        fail(f"{name}: expected a list or tuple{f' of {length}' if length else ''}, got {describe(actual)}.{none_hint(actual)}")
    if length is not None and len(actual) != length:
        fail(f"{name}: expected {count(length, 'item')}, got {len(actual)}.")
    return tuple(actual)


def mapping(actual: Any, name: str, keys: Iterable[Any]) -> dict[Any, Any]:
    """A dictionary with at least these keys."""
    if not isinstance(actual, dict):
        fail(f"{name}: expected a dict, got {describe(actual)}.{none_hint(actual)}")
    missing = [key for key in keys if key not in actual]
    if missing:
        fail(f"{name}: the key {missing[0]!r} is missing; there are {describe(list(actual))}.")
    return dict(actual)


def handle(actual: Any, name: str) -> Handle:
    """An object that stayed in the worker, such as a model."""
    if not isinstance(actual, Handle):
        fail(f"{name}: expected an object such as a model, got {describe(actual)}.{none_hint(actual)}")
    return actual
