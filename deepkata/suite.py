"""All that a suite imports: ``from deepkata.suite import check, task``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from deepkata import check
from deepkata.judge.submission import Handle, Scratch, ScratchPath, Submission
from deepkata.wire.values import Files

__all__ = ["Files", "Handle", "Scratch", "ScratchPath", "Submission", "check", "task"]

Test = TypeVar("Test", bound=Callable[..., Any])


def task(number: int, *, self_reported: bool = False) -> Callable[[Test], Test]:
    """The test belongs to task ``number`` of its exercise.

    ``self_reported``: it rests on what the program says of itself, not on values that the judge could check.
    """
    if not isinstance(number, int):
        raise TypeError("@task takes the number of a task, as in @task(1)")
    return pytest.mark.deepkata_task(number, self_reported)
