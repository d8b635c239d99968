"""``deepkata learn``: the student's screen, or the same as plain lines."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from deepkata.course import Course


@click.command()
@click.argument("exercise", required=False)
@click.option("--plain", is_flag=True, help="Plain lines instead of a screen: for screen readers, logs, and where there is no terminal.")
@click.option("--no-speed", is_flag=True, help="Do not measure the speed of what is solved.")
@click.pass_obj
def learn(folder: Path | None, exercise: str | None, plain: bool, no_speed: bool) -> int:
    """The screen to spend the course in: judges at each save, from EXERCISE or the first that is not solved."""
    course = Course.find(folder)
    first = course.get(exercise) if exercise else None
    if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
        from deepkata.learn.lines import Lines  # noqa: PLC0415 - only one of the two is needed

        return Lines(course, first, measure=not no_speed).run()
    from deepkata.learn.screen import Learn  # noqa: PLC0415

    Learn(course, first, measure=not no_speed).run()
    return 0
