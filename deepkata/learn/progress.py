"""A student's progress: a small file in the working copy, written atomically."""

from __future__ import annotations

from pathlib import Path

import msgspec

from deepkata.files import write_atomically
from deepkata.verdicts import ExerciseResult, Verdict

FOLDER = ".deepkata"


class Standing(msgspec.Struct, kw_only=True):
    """How far one exercise is: the last verdict, the task to go on with, the hints taken per task.

    ``seen_solved`` stays true once all tasks were accepted: from then on the solution is the student's to read.
    """

    verdict: Verdict = Verdict.NOT_ATTEMPTED
    points: float = 0
    task: int = 1
    seen_solved: bool = False
    hints: dict[str, int] = {}

    @property
    def solved(self) -> bool:
        """Whether the program as last judged is accepted."""
        return self.verdict is Verdict.ACCEPTED


class Progress(msgspec.Struct, kw_only=True):
    """The standing of every exercise that was touched."""

    version: int = 1
    exercises: dict[str, Standing] = {}

    @classmethod
    def load(cls, root: Path) -> Progress:
        """The progress kept in ``root``; a file that cannot be read is set aside, not overwritten."""
        path = root / FOLDER / "progress.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except FileNotFoundError:
            return cls()
        except msgspec.DecodeError:
            path.replace(path.with_suffix(".unreadable.json"))
            return cls()

    def save(self, root: Path) -> None:
        data = msgspec.json.format(msgspec.json.encode(self), indent=1)
        write_atomically(root / FOLDER / "progress.json", data)

    def of(self, exercise: str) -> Standing:
        return self.exercises.setdefault(exercise, Standing())

    def note(self, result: ExerciseResult) -> None:
        """Remember a verdict."""
        standing = self.of(result.id)
        standing.verdict, standing.points = result.verdict, result.points
        standing.seen_solved = standing.seen_solved or standing.solved
        failed = result.first_failure
        standing.task = failed.number if failed else 1

    def forget(self, exercise: str) -> None:
        """After a reset: not attempted, but what was earned before stays earned."""
        standing = self.of(exercise)
        standing.verdict, standing.points, standing.task = Verdict.NOT_ATTEMPTED, 0, 1
