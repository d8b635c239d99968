"""``deepkata solution``: our program, once yours is accepted."""

from __future__ import annotations

from pathlib import Path

import click
from rich.syntax import Syntax

from deepkata.commands.common import check_seen_solved
from deepkata.course import Course
from deepkata.report import terminal


@click.command()
@click.argument("exercise")
@click.option("--yes", is_flag=True, help="Show it even if the exercise is not solved.")
@click.pass_obj
def solution(folder: Path | None, exercise: str, yes: bool) -> int:
    """Show the reference solution of EXERCISE."""
    course = Course.find(folder)
    chosen = course.get(exercise)
    if not yes:
        check_seen_solved(course, chosen)
    text = course.solution(chosen)
    console = terminal.console()
    if console.is_terminal:
        console.print(Syntax(text, "python", theme="ansi_dark", word_wrap=True))
    else:
        click.echo(text, nl=False)
    return 0
