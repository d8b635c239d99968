"""A student's progress: a small file in the working copy, written atomically."""

from __future__ import annotations

from pathlib import Path

import msgspec

from deepkata.report.model import write_atomically
from deepkata.verdicts import ExerciseResult, Verdict

FOLDER = ".deepkata"


class Standing(msgspec.Struct, kw_only=True):
    """How far one exercise is: the last verdict, whether it was ever solved, the hints taken per task."""

    verdict: Verdict = Verdict.NOT_ATTEMPTED
    points: float = 0
    solved: bool = False
    hints: dict[str, int] = {}


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
        standing.solved = standing.solved or result.verdict is Verdict.ACCEPTED
