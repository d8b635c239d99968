"""``deepkata solution``: our own program, once you have yours."""

from __future__ import annotations

from pathlib import Path

import click
from rich.syntax import Syntax

from deepkata.course import Course, Exercise
from deepkata.errors import NotYours
from deepkata.learn.progress import Progress
from deepkata.report import terminal


def check_seen_solved(course: Course, exercise: Exercise) -> None:
    """Raises NotYours if the exercise has never been solved."""
    if not Progress.load(course.root).of(exercise.id).seen_solved:
        raise NotYours(
            f"{exercise.id} is not solved yet: a hint may be enough (deepkata hint {exercise.name}).\n"
            "To see the solution all the same, add --yes."
        )


@click.command()
@click.argument("exercise")
@click.option("--yes", is_flag=True, help="Show it although the exercise is not solved.")
@click.pass_obj
def solution(folder: Path | None, exercise: str, yes: bool) -> int:
    """The reference solution of EXERCISE."""
    course = Course.find(folder)
    chosen = course.get(exercise)
    if not yes:
        check_seen_solved(course, chosen)
    text = course.reference(chosen).read_text(encoding="utf-8")
    console = terminal.console()
    if console.is_terminal:
        console.print(Syntax(text, "python", theme="ansi_dark", word_wrap=True))
    else:
        click.echo(text, nl=False)
    return 0
