"""What keeps a warm fork server and its workers away from the machine: one module a kind.

A sandbox turns a worker's command line into one that runs it inside, and says which level that is. The level is
chosen once, shown, and written into the report; it is never lowered in silence.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from deepkata.errors import DeepkataError
from deepkata.sandbox.bubblewrap import Bubblewrap
from deepkata.sandbox.none import Unprotected
from deepkata.sandbox.uid import OtherUser

Paths = Sequence[Path]


class Want(enum.Enum):
    """What the grader asks for: the best there is, the full sandbox or nothing, or just this level."""

    AUTO = "auto"
    REQUIRE = "require"
    FULL = "full"
    UID = "uid"
    NONE = "none"


class Sandbox(Protocol):
    """How fork servers are started, and where workers may write."""

    level: str
    hidden: Paths

    def command(self, arguments: list[str]) -> list[str]:
        """The command that runs the interpreter with these arguments inside."""

    def scratch(self) -> AbstractContextManager[str]:
        """The folder in which workers make theirs, as they see it."""

    def problem(self) -> str:
        """Why it cannot be had here, and what to do about it; empty if it can."""


#: From the strongest to the weakest.
LEVELS: dict[str, type[Bubblewrap | OtherUser | Unprotected]] = {kind.level: kind for kind in (Bubblewrap, OtherUser, Unprotected)}


class NoSandbox(DeepkataError):
    """The level that was asked for cannot be had."""

    def __init__(self, level: str, reason: str) -> None:
        super().__init__(f"The sandbox {level!r} cannot be had here: {reason}\nNothing was graded. `deepkata doctor` says more.")


def acceptable(want: Want) -> tuple[str, ...]:
    """The levels that will do, from the strongest."""
    return tuple(LEVELS) if want is Want.AUTO else ("full" if want is Want.REQUIRE else want.value,)


def weakest(levels: Iterable[str]) -> str:
    """The weakest of some levels: what can be said of all that was judged at them."""
    return max(levels, key=list(LEVELS).index)


def choose(want: Want, hidden: Paths) -> tuple[Sandbox, list[str]]:
    """The strongest sandbox that works here, and what is wrong with each stronger one. Raises NoSandbox.

    ``hidden`` are the paths that no worker may read: solutions, suites, submissions, reports.
    """
    reasons: list[str] = []
    for name in acceptable(want):
        sandbox = LEVELS[name](hidden)
        reason = sandbox.problem()
        if not reason:
            return sandbox, reasons
        reasons.append(f"{name}: {reason}")
        if want is not Want.AUTO:
            raise NoSandbox(name, reason)
    raise AssertionError("the last level always works")


def by_level(level: str, hidden: Paths) -> Sandbox:
    """The sandbox of a level that another process of ours has chosen."""
    return LEVELS[level](hidden)
