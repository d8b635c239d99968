"""Checks of how a call went, besides what it returned."""

from __future__ import annotations

from typing import Any, Protocol

from deepkata.check.core import describe, fail
from deepkata.failures import SubmissionFailed, SuiteMistake
from deepkata.handles import CallRecord
from deepkata.verdicts import Verdict


class Called(Protocol):
    """A submission, as far as its calls go."""

    @property
    def calls(self) -> list[CallRecord]: ...


def unchanged(submission: Called) -> None:
    """The last call left its arguments as they were."""
    if not submission.calls:
        raise SuiteMistake("check.unchanged: no call was made yet")
    call = submission.calls[-1]
    if call.changed:
        fail(call.told_changed())


def raises(submission: Called, function: str, error: type[BaseException], *arguments: Any, name: str = "", **keywords: Any) -> None:
    """The call raises ``error`` or a subclass of it."""
    what = name or function
    try:
        result = getattr(submission, function)(*arguments, **keywords)
    except SubmissionFailed as failed:
        names = failed.failure.type_names if failed.failure else ()
        if failed.verdict is not Verdict.RUN_TIME_ERROR or not names:
            raise
        if error.__name__ not in names:
            fail(f"{what}: expected {error.__name__} to be raised, but {failed.message}")
        return
    fail(f"{what}: expected {error.__name__} to be raised, but the call returned {describe(result)}.")
