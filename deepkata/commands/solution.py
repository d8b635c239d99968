"""``deepkata solution``: our own program, once you have yours."""

from __future__ import annotations

from pathlib import Path

import click
from rich.syntax import Syntax

from deepkata.course import Course
from deepkata.errors import NotYours
from deepkata.learn.progress import Progress
from deepkata.report import terminal


@click.command()
@click.argument("exercise")
@click.option("--yes", is_flag=True, help="Show it although the exercise is not solved.")
@click.pass_obj
def solution(folder: Path | None, exercise: str, yes: bool) -> int:
    """The reference solution of EXERCISE."""
    course = Course.find(folder)
    chosen = course.get(exercise)
    if not yes and not Progress.load(course.root).of(chosen.id).seen_solved:
        raise NotYours(
            f"{chosen.id} is not solved yet: a hint may be enough (deepkata hint {chosen.name}).\nTo see the solution all the same, add --yes."
        )
    text = course.reference(chosen).read_text(encoding="utf-8")
    console = terminal.console()
    if console.is_terminal:
        console.print(Syntax(text, "python", theme="ansi_dark", word_wrap=True))
    else:
        click.echo(text, nl=False)
    return 0
