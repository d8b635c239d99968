"""The pictures of some results: named when the verdicts are there, drawn in one go later."""

from __future__ import annotations

from pathlib import Path

import msgspec

from deepkata.pictures import FOLDER, draw, file_name
from deepkata.verdicts import ExerciseResult, SuiteRun, TaskResult


def draw_failure(root: Path, result: ExerciseResult, run: SuiteRun) -> str | None:
    """Draw the picture of the first task that failed; its place below ``root``, if there is something to see."""
    failed = result.first_failure
    if failed is None:
        return None
    queue = PictureQueue(root, FOLDER.as_posix())
    placed = queue.take(result, run, only=failed.number)
    queue.draw()
    return queue.drawn(placed).tasks[failed.number - 1].picture


class PictureQueue:
    """Pictures in a folder; results name them relative to ``root``."""

    def __init__(self, root: Path, folder: str = "pictures") -> None:
        self.root = root
        self.folder = folder
        self.orders: list[tuple[bytes, Path]] = []

    def take(self, result: ExerciseResult, run: SuiteRun, submission: str = "", *, only: int | None = None) -> ExerciseResult:
        """The result with the places of its tasks' pictures; ``only``: of one task."""
        tasks = (self._place(task, result, run, submission) if only in (None, task.number) else task for task in result.tasks)
        return msgspec.structs.replace(result, tasks=tuple(tasks))

    def _place(self, task: TaskResult, result: ExerciseResult, run: SuiteRun, submission: str) -> TaskResult:
        first = run.first_failure(task.number)
        evidence = run.evidence.get(first.name) if first else None
        if not evidence or not evidence.picture:
            return task
        place = Path(self.folder, *([file_name(submission)[:-4]] if submission else []))
        place /= file_name(result.id.replace("/", "-"), f"task{task.number}")
        self.orders.append((evidence.picture, self.root / place))
        return msgspec.structs.replace(task, picture=place.as_posix())

    def draw(self) -> None:
        """Draw what was taken."""
        draw(self.orders)
        self.orders = []

    def drawn(self, result: ExerciseResult) -> ExerciseResult:
        """The result with those pictures only that are there."""
        tasks = (
            msgspec.structs.replace(task, picture=None) if task.picture and not (self.root / task.picture).is_file() else task
            for task in result.tasks
        )
        return msgspec.structs.replace(result, tasks=tuple(tasks))
