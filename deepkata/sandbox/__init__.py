"""What keeps a warm parent and its workers away from the machine: one module a kind.

A sandbox turns the command of a parent into one that runs it inside, and says which level that is. The level is
chosen once, shown, and written into the report; it is never lowered in silence.
"""

from __future__ import annotations

import enum
from typing import Protocol

from deepkata.errors import DeepkataError
from deepkata.sandbox.bubblewrap import Bubblewrap
from deepkata.sandbox.none import Unprotected


class Want(enum.Enum):
    """What the grader asks for."""

    AUTO = "auto"
    REQUIRE = "require"
    NONE = "none"


class Sandbox(Protocol):
    """How parents are started."""

    level: str

    def command(self, command: list[str]) -> list[str]:
        """The command that runs ``command`` inside."""

    def scratch(self, host_folder: str) -> str:
        """Where workers make their scratch folders: a path inside."""


class NoSandbox(DeepkataError):
    """``--sandbox require``, and there is none."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"No sandbox can be had here: {reason}\nNothing was graded. `deepkata doctor` says how to get one.")


def choose(want: Want) -> tuple[Sandbox, str]:
    """The best sandbox that works here, and why it is no better one. Raises NoSandbox."""
    if want is Want.NONE:
        return Unprotected(), "it was not asked for"
    bubblewrap = Bubblewrap()
    reason = bubblewrap.problem()
    if not reason:
        return bubblewrap, ""
    if want is Want.REQUIRE:
        raise NoSandbox(reason)
    return Unprotected(), reason


def by_level(level: str) -> Sandbox:
    """The sandbox of a level that another process of ours has chosen."""
    return Bubblewrap() if level == Bubblewrap.level else Unprotected()
