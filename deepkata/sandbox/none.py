"""No sandbox: workers run as the user, and can reach what the user can."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from deepkata.files import temporary_folder


class Unprotected:
    """The interpreter as it is."""

    level = "none"

    def __init__(self, hidden: Sequence[Path] = ()) -> None:
        self.hidden = hidden

    def problem(self) -> str:
        return ""

    def command(self, arguments: list[str]) -> list[str]:
        return [sys.executable, *arguments, self.level]

    @contextlib.contextmanager
    def scratch(self) -> Iterator[str]:
        with temporary_folder() as folder:
            yield str(folder)
