"""All that a suite imports: ``from deepkata.suite import check, remembered, task``."""

from __future__ import annotations

import functools
import hashlib
import pickle
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import pytest

from deepkata import check
from deepkata.handles import Handle, ScratchPath
from deepkata.judge.submission import ProgramFunctions, Scratch
from deepkata.wire.values import Files

__all__ = ["Files", "Handle", "ProgramFunctions", "Scratch", "ScratchPath", "check", "remembered", "task"]

Test = TypeVar("Test", bound=Callable[..., Any])
Function = TypeVar("Function", bound=Callable[..., Any])


def task(number: int, *, self_reported: bool = False) -> Callable[[Test], Test]:
    """The test belongs to task ``number`` of its exercise.

    ``self_reported``: it rests on what the program says of itself, not on values that the judge could check.
    """
    if not isinstance(number, int):
        raise TypeError("@task takes the number of a task, as in @task(1)")
    return pytest.mark.deepkata_task(number, self_reported)


def remembered(function: Function) -> Function:
    """Remember what a function of the suite's gives, for it is asked the same for every program that is judged with a seed.

    Its arguments are data (arrays, numbers, text, paths), by which its answers are found again; arrays that it returns
    cannot be written to, as they are everybody's.
    """
    known: dict[bytes, Any] = {}

    @functools.wraps(function)
    def answer(*arguments: Any, **keywords: Any) -> Any:
        arrays: list[pickle.PickleBuffer] = []  # apart, so that they are not copied
        state = hashlib.sha256(pickle.dumps((arguments, keywords), protocol=5, buffer_callback=arrays.append))
        for array in arrays:
            state.update(array.raw())
        asked = state.digest()
        if asked not in known:
            known[asked] = _closed(function(*arguments, **keywords))
        return known[asked]

    return answer  # type: ignore[return-value]


def _closed(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    for part in value if isinstance(value, list | tuple) else value.values() if isinstance(value, dict) else ():
        _closed(part)
    return value
