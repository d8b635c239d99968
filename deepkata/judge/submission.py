"""What a suite holds: ``submission`` and ``reference``, whose functions are called by name, and ``scratch``."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deepkata.failures import SuiteMistake
from deepkata.handles import CallRecord, ScratchPath
from deepkata.judge.program import Program
from deepkata.wire.values import Files


class Probes:
    """The probes of a suite: functions of ``probes.py``, called in the worker."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._program.call(name, args, kwargs, probe=True)


class ProgramFunctions:
    """What a suite holds of a program: its functions by name, its probes, what it saved."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.probe = Probes(program)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._program.terms.functions and name not in self._program.terms.functions:
            raise SuiteMistake(f"course.toml lists no function {name!r} of this exercise")
        return lambda *args, **kwargs: self._program.call(name, args, kwargs)

    @property
    def calls(self) -> list[CallRecord]:
        """The calls of this test so far."""
        return self._program.notes.calls

    def fetch(self, name: str) -> Files:
        """What the program saved under ``name`` in the scratch folder; a wrong answer if there is nothing."""
        return self._program.fetch(name)

    def fresh(self, *, code: bool = True) -> ProgramFunctions:
        """Go on in a new worker, with the program or (``code=False``) with the probes alone. Handles do not survive."""
        self._program.renew(code=code)
        return self


class Scratch:
    """Names places in the worker's scratch folder, and makes files for it."""

    def path(self, name: str) -> ScratchPath:
        """A place; arrives as an absolute path."""
        return ScratchPath(name)

    def file(self, name: str, data: bytes | Path) -> Files:
        """A file with these bytes, or those of another file; it is written there when it is passed to a call, and arrives as its path."""
        return Files(name, {"": _bytes_of(data) if isinstance(data, Path) else data})


@functools.lru_cache(8)
def _bytes_of(path: Path) -> bytes:
    """A fixture, which every program gets."""
    return path.read_bytes()
