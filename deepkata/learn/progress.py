"""A student's progress: a small file in the working copy, written atomically, and by one process at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import ClassVar

import msgspec
from filelock import FileLock, Timeout
from typing_extensions import Self

from deepkata import fingerprint
from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.files import write_atomically
from deepkata.manifest import Exercise
from deepkata.verdicts import ExerciseResult, Verdict

FOLDER = ".deepkata"
#: How long another deepkata may take to write its few lines.
PATIENCE_S = 10.0


class CannotKeep(DeepkataError):
    """The disk is full, or the folder may not be written to."""

    def __init__(self, path: Path, problem: object) -> None:
        super().__init__(f"Your progress could not be kept in {path}: {problem}.\nYour program is as you saved it; nothing of it is lost.")


class Standing(msgspec.Struct, kw_only=True):
    """How far one exercise is: the last verdict, the task to go on with, the hints taken per task.

    ``seen_solved`` stays true once all tasks were accepted: from then on the solution is the student's to read.
    ``first_solved`` tells since when, if that was noted. ``judged`` tells the program and the suite that the verdict is about.
    """

    verdict: Verdict = Verdict.NOT_ATTEMPTED
    points: float = 0
    task: int = 1
    seen_solved: bool = False
    first_solved: datetime | None = None
    hints: dict[str, int] = {}
    judged: str = ""

    @property
    def solved(self) -> bool:
        """Whether the program as last judged is accepted."""
        return self.verdict is Verdict.ACCEPTED


class StateFile(msgspec.Struct, kw_only=True):
    """What is kept of a student's work in a file of ``.deepkata``."""

    FILE: ClassVar[str]

    @classmethod
    def load(cls, root: Path) -> Self:
        """What is kept in ``root``; a file that cannot be read is set aside, not overwritten."""
        path = root / FOLDER / cls.FILE
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except FileNotFoundError:
            return cls()
        except msgspec.DecodeError:
            path.replace(path.with_suffix(".unreadable.json"))
            return cls()

    @classmethod
    @contextlib.contextmanager
    def change(cls, root: Path) -> Iterator[Self]:
        """What is on the disk, written back afterwards; others wait meanwhile. Raises CannotKeep."""
        path = root / FOLDER / cls.FILE
        try:
            path.parent.mkdir(exist_ok=True)
            with FileLock(path.with_suffix(".lock"), timeout=PATIENCE_S):
                kept = cls.load(root)
                yield kept
                write_atomically(path, msgspec.json.format(msgspec.json.encode(kept), indent=1))
        except Timeout:
            raise CannotKeep(path, f"another deepkata has been writing it for {PATIENCE_S:g} s") from None
        except OSError as error:
            raise CannotKeep(path, error.strerror or error) from None


class Progress(StateFile, kw_only=True):
    """The standing of every exercise that was touched."""

    FILE = "progress.json"

    version: int = 1
    exercises: dict[str, Standing] = {}

    def of(self, exercise: str) -> Standing:
        return self.exercises.setdefault(exercise, Standing())

    def note(self, result: ExerciseResult, judged: str = "") -> None:
        """Remember a verdict. One that says nothing about the program changes nothing."""
        if result.verdict in (Verdict.NOT_APPLICABLE, Verdict.JUDGE_ERROR):
            return
        standing = self.of(result.id)
        standing.verdict, standing.points, standing.judged = result.verdict, result.points, judged
        if standing.solved and not standing.seen_solved:
            standing.seen_solved, standing.first_solved = True, datetime.now(timezone.utc)
        failed = result.first_failure
        standing.task = failed.number if failed else 1

    def forget(self, exercise: str) -> None:
        """After a reset: not attempted, but what was earned before stays earned."""
        standing = self.of(exercise)
        standing.verdict, standing.points, standing.task, standing.judged = Verdict.NOT_ATTEMPTED, 0, 1, ""

    def current(self, course: Course) -> Exercise:
        """The first exercise that is not solved yet; after the last one, the first of all."""
        pending = [exercise for exercise in course if not self.of(exercise.id).solved]
        return (pending or list(course))[0]

    def next_after(self, course: Course, exercise: Exercise) -> Exercise | None:
        """The next one that is not solved, from the beginning again after the last; None if all others are."""
        order = list(course)
        place = order.index(exercise)
        return next((other for other in (*order[place + 1 :], *order[:place]) if not self.of(other.id).solved), None)

    def changed(self, course: Course) -> list[Exercise]:
        """What was solved, and has changed since: the program, or what it is judged by."""
        solved = (exercise for exercise in course if self.of(exercise.id).solved)
        return [exercise for exercise in solved if self.of(exercise.id).judged != state(course, exercise)]


def state(course: Course, exercise: Exercise) -> str:
    """Tells a program, its suite, and all else that decides the verdict, in a few letters."""
    path = course.stub(exercise)
    return fingerprint.program(course, exercise, path.read_bytes() if path.is_file() else b"")[:16]
