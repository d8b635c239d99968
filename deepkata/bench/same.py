"""Whether two results are the same, whatever plain data they are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from deepkata.check.arrays import array, close
from deepkata.check.core import Mismatch, describe
from deepkata.handles import Handle


def difference(actual: Any, expected: Any, rtol: float, atol: float, name: str = "the result") -> str:
    """What is different first, in words; empty if nothing is."""
    if isinstance(expected, Handle):
        return f"{name} stays in the worker, and cannot be compared"
    if isinstance(expected, dict):
        if not isinstance(actual, dict) or actual.keys() != expected.keys():
            return f"{name}: expected the keys {sorted(map(str, expected))}, got {describe(actual)}."
        parts = [(f"{name}[{key!r}]", actual[key], expected[key]) for key in expected]
    elif isinstance(expected, list | tuple):
        if not isinstance(actual, list | tuple | np.ndarray) or len(actual) != len(expected):
            return f"{name}: expected {len(expected)} values, got {describe(actual)}."
        parts = [(f"{name}[{place}]", *both) for place, both in enumerate(zip(actual, expected, strict=True))]
    elif isinstance(expected, np.ndarray):
        return _said(lambda: array(actual, expected, name, rtol=rtol, atol=atol))
    elif isinstance(expected, np.number | float | int) and not isinstance(expected, bool):
        return _said(lambda: close(actual, float(expected), name, rtol=rtol, atol=atol))
    else:
        return "" if type(actual) is type(expected) and actual == expected else f"{name}: expected {expected!r}, got {describe(actual)}."
    return next((words for part, a, e in parts if (words := difference(a, e, rtol, atol, part))), "")


def _said(compare: Callable[[], object]) -> str:
    try:
        compare()
    except Mismatch as mismatch:
        return str(mismatch)
    return ""
