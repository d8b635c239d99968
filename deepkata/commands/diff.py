"""``deepkata diff``: a solved exercise beside our solution."""

from __future__ import annotations

from pathlib import Path

import click

from deepkata.commands.common import check_seen_solved
from deepkata.course import Course
from deepkata.report import terminal
from deepkata.report.diff import beside_ours


@click.command()
@click.argument("exercise")
@click.option("--yes", is_flag=True, help="Show it even if the exercise is not solved.")
@click.pass_obj
def diff(folder: Path | None, exercise: str, yes: bool) -> int:
    """Show your program for EXERCISE beside the reference solution."""
    course = Course.find(folder)
    chosen = course.get(exercise)
    if not yes:
        check_seen_solved(course, chosen)
    terminal.console().print(beside_ours(course, chosen))
    return 0
