"""What the known programs of an exercise answer in its tests: run when it is asked for, then kept on disk.

A class pays for it once: the answers of a known program change only with the suite, the program, the reference, the
engine, the packages or the seed, and all of these are in the name under which they are kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import msgspec

from deepkata import fingerprint
from deepkata.course import Course
from deepkata.environment import PACKAGES, installed_version
from deepkata.explain.known_answers import Told, told
from deepkata.explain.likeness import Answers
from deepkata.files import write_atomically
from deepkata.judge.transcript import read
from deepkata.manifest import Exercise
from deepkata.verdicts import SuiteRun, Verdict

#: Seconds that a program's diagnosis may take; what was replayed by then is kept, and the next one goes on from there.
BUDGET_S = 30.0
FOLDER = Path(".deepkata") / "replays"
#: How many seeds' answers are kept of one exercise.
KEPT_SEEDS = 4


class OutOfTime(Exception):
    """The time budget is used up."""


class _Kept(msgspec.Struct):
    tests: dict[str, Told] = {}
    complete: bool = False


class Runs(Protocol):
    """What a replay needs of an engine."""

    course: Course

    def run(
        self, exercise: Exercise, program: Path, *, seed: int | None = None, only: tuple[str, ...] = (), record: bool = False
    ) -> SuiteRun: ...


class Replays:
    """The answers of an exercise's known programs at one seed."""

    knows_free = False

    def __init__(self, engine: Runs, exercise: Exercise, seed: int, budget_s: float = BUDGET_S) -> None:
        self.engine = engine
        self.course = engine.course
        self.exercise = exercise
        self.seed = seed
        self.deadline = time.monotonic() + budget_s
        self.folder = engine.course.root / FOLDER / exercise.id / f"seed-{seed}"
        self._common = _common_key(engine.course, exercise, seed)
        self._kept: dict[Path, _Kept] = {}
        self._answers: dict[tuple[Path, str], Answers] = {}

    def answers(self, program: Path, test: str) -> Answers:
        """What a known program answers in one test. Raises OutOfTime."""
        if (program, test) not in self._answers:
            kept = self._of(program)
            if test not in kept.tests and not kept.complete:
                self._run(program, (test,))
            replayed = kept.tests.get(test)
            self._answers[program, test] = Answers(read(replayed.transcript if replayed else b""))
        return self._answers[program, test]

    def fetch(self, program: Path, tests: Iterable[str]) -> None:
        """Run several tests at once, if they have not been. Raises OutOfTime."""
        kept = self._of(program)
        missing = tuple(test for test in tests if test not in kept.tests)
        if missing and not kept.complete:
            self._run(program, missing)

    def verdicts(self, program: Path) -> dict[str, Verdict]:
        """What the whole suite says of a known program. Raises OutOfTime."""
        kept = self._of(program)
        if not kept.complete:
            self._run(program, ())
        return {name: test.verdict for name, test in kept.tests.items()}

    def found(self) -> dict[Path, dict[str, Told]]:
        """The tests of all programs that were run or asked for."""
        return {program: kept.tests for program, kept in self._kept.items()}

    def _run(self, program: Path, only: tuple[str, ...]) -> None:
        if time.monotonic() > self.deadline:
            raise OutOfTime
        self.keep(program, self.engine.run(self.exercise, program, seed=self.seed, only=only, record=True), whole=not only)

    def keep(self, program: Path, run: SuiteRun, *, whole: bool = True) -> None:
        """Take over a run that was recorded, of all tests or of some."""
        kept = self._of(program)
        kept.tests |= told(run)
        kept.complete |= whole and not run.error
        with contextlib.suppress(OSError):  # a course that cannot be written to is judged as well
            write_atomically(self._path(program), msgspec.msgpack.encode(kept))
            _forget_old(self.folder.parent)

    def _of(self, program: Path) -> _Kept:
        if program not in self._kept:
            try:
                self._kept[program] = msgspec.msgpack.decode(self._path(program).read_bytes(), type=_Kept)
            except (OSError, msgspec.MsgspecError, RecursionError):
                self._kept[program] = _Kept(tests={})
        return self._kept[program]

    def _path(self, program: Path) -> Path:
        digest = hashlib.sha256(f"{self._common}/{program.name}\0".encode() + program.read_bytes())
        return self.folder / f"{digest.hexdigest()[:32]}.msgpack"


def _common_key(course: Course, exercise: Exercise, seed: int) -> str:
    """Of everything but the program that its answers rest on."""
    versions = " ".join(f"{name}={installed_version(name)}" for name in PACKAGES)
    return f"{fingerprint.engine()} {fingerprint.suite(course, exercise)} {sys.version} {versions} {seed}"


def _forget_old(folder: Path) -> None:
    """Keep the seeds that were used last."""
    seeds = sorted(folder.glob("seed-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in seeds[KEPT_SEEDS:]:
        shutil.rmtree(old, ignore_errors=True)
