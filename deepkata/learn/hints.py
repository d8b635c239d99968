"""How many hints a student has taken, and the next one."""

from __future__ import annotations

from deepkata.course import Course
from deepkata.errors import DeepkataError, NoSuchTask
from deepkata.hints import STEPS, read
from deepkata.learn.progress import Progress
from deepkata.manifest import Exercise

__all__ = ["STEPS", "take"]


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
