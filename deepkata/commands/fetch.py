"""``deepkata fetch``: bring the data that is too large for the repository."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from rich.text import Text

from deepkata import fixtures
from deepkata.commands.common import bar
from deepkata.course import Course, Exercise
from deepkata.errors import DeepkataError
from deepkata.report import terminal


@click.command()
@click.argument("exercises", nargs=-1)
@click.pass_obj
def fetch(folder: Path | None, exercises: tuple[str, ...]) -> int:
    """Fetch the data of each EXERCISE (else of all) that is not in the repository, into the cache that `doctor` shows."""
    course = Course.find(folder)
    chosen = course.choose(exercises)
    console = terminal.console()
    wanted = {name for exercise in chosen for name in exercise.data}
    failed = ensure(course, chosen)
    if not failed:
        console.print(f"{len(wanted)} files are there, in {fixtures.cache()}" if wanted else "Nothing is to be fetched.", soft_wrap=True)
    return 1 if failed else 0


def ensure(course: Course, exercises: Iterable[Exercise]) -> bool:
    """Fetch what these exercises need and is not there; says what could not be had, and whether there was any."""
    console = terminal.console(error=True)
    failed = False
    names = tuple(dict.fromkeys(name for exercise in exercises for name in exercise.data))
    for entry in fixtures.missing(course.root, names):
        try:
            with bar(f"fetching {entry.name} ({entry.bytes / 1e6:.0f} MB)") as say:
                fixtures.fetch(course.root, entry, say)
        except DeepkataError as error:
            failed = True
            console.print(Text(str(error), "yellow"), soft_wrap=True)
    return failed
