"""``hints.md``: for each task a nudge, the idea, nearly the code."""

from __future__ import annotations

import re
from pathlib import Path

from deepkata.course import Course, Exercise
from deepkata.errors import DeepkataError, NoSuchTask
from deepkata.learn.progress import Progress

STEPS = ("Nudge", "Idea", "Nearly the code")


def read(path: Path) -> dict[int, list[str]]:
    """The hints of each task, in their order; an empty list where a step is missing."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    hints = {}
    for number, section in re.findall(r"^## Task (\d+)[^\n]*\n(.*?)(?=^## |\Z)", text, re.M | re.S):
        parts = dict(re.findall(r"^### ([^\n]+)\n(.*?)(?=^### |\Z)", section, re.M | re.S))
        hints[int(number)] = [parts[step].strip() for step in STEPS if parts.get(step, "").strip()]
    return hints


def take(course: Course, exercise: Exercise, task: int | None = None, *, more: bool = True) -> tuple[int, list[str], int]:
    """One hint further; the task, the hints taken for it so far, and how many there are. Without ``more`` none is added.

    The task is that of the first failure of the last run, if none is named. Raises NoSuchTask, DeepkataError, CannotKeep.
    """
    with Progress.change(course.root) as progress:
        standing = progress.of(exercise.id)
        number = standing.task if task is None else task
        if not 1 <= number <= len(exercise.tasks):
            raise NoSuchTask(exercise.id, number, len(exercise.tasks))
        known = read(course.hints(exercise)).get(number, [])
        if not known:
            raise DeepkataError(f"There are no hints for task {number} of {exercise.id} yet.")
        taken = min(len(known), standing.hints.get(str(number), 0) + more)
        standing.hints[str(number)] = taken
    return number, known[:taken], len(known)
