"""``deepkata learn``: the student's screen, or the same as plain lines."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from deepkata.course import Course
from deepkata.errors import DeepkataError


class NotInstalled(DeepkataError):
    """A package that this environment lacks."""


@click.command()
@click.argument("exercise", required=False)
@click.option("--plain", is_flag=True, help="Plain lines instead of a screen: for screen readers and logs, or without a terminal.")
@click.option("--no-speed", is_flag=True, help="Do not measure the speed of solved exercises.")
@click.option("--web", is_flag=True, help="The same screen in the browser, on this machine only.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="With --web: the port; by default any free one.")
@click.pass_obj
def learn(folder: Path | None, exercise: str | None, plain: bool, no_speed: bool, web: bool, port: int) -> int:
    """Work through the course on one screen, from EXERCISE or the first that is not solved; each save is judged."""
    course = Course.find(folder)
    first = course.get(exercise) if exercise else None
    if web:
        _serve(course, [*([exercise] if exercise else []), *(["--no-speed"] if no_speed else [])], port)
        return 0
    served = "TEXTUAL_DRIVER" in os.environ  # by --web, which is no terminal
    if plain or not (served or (sys.stdin.isatty() and sys.stdout.isatty())):
        from deepkata.learn.lines import Lines  # noqa: PLC0415 - only one of the two is needed

        return Lines(course, first, measure=not no_speed).run()
    from deepkata.learn.screen import Learn  # noqa: PLC0415

    Learn(course, first, measure=not no_speed).run()
    return 0


def _serve(course: Course, arguments: list[str], port: int) -> None:
    try:
        from deepkata.learn.web import serve  # noqa: PLC0415 - textual-serve is not in every environment
    except ModuleNotFoundError as error:
        raise NotInstalled(f"--web needs the package {error.name}: python -m pip install textual-serve") from None
    serve(course.root, arguments, port)
