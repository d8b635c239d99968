"""What several commands share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.text import Text

from deepkata.course import Course, Exercise
from deepkata.learn.progress import Progress
from deepkata.report import terminal


def find_course(folder: Path | None) -> Course:
    """The course in ``folder``, or around the current one. Raises NoCourse, BadManifest."""
    return Course.find(folder)


def current_exercise(course: Course, name: str | None) -> Exercise:
    """The exercise of that name, or the first that is not solved yet."""
    if name:
        return course.get(name)
    progress = Progress.load(course.root)
    pending = [exercise for exercise in course if not progress.of(exercise.id).solved]
    return (pending or list(course))[0]


@contextlib.contextmanager
def spinner(words: str) -> Iterator[Callable[[str], None]]:
    """Says what is going on while it takes long; silent in pipes. Yields a function that says something else."""
    console = terminal.console(error=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(words) as status:
        yield lambda words: status.update(Text(words))
