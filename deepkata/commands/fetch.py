"""``deepkata fetch``: get the data that is too large for the repository."""

from __future__ import annotations

from pathlib import Path

import click

from deepkata import fixtures
from deepkata.commands.common import ensure
from deepkata.course import Course
from deepkata.report import terminal


@click.command()
@click.argument("exercises", nargs=-1)
@click.pass_obj
def fetch(folder: Path | None, exercises: tuple[str, ...]) -> int:
    """Fetch data that is not in the repository, for each EXERCISE (by default, for all), into the cache that `doctor` shows."""
    course = Course.find(folder)
    chosen = course.choose(exercises)
    console = terminal.console()
    wanted = {name for exercise in chosen for name in exercise.data}
    failed = ensure(course, chosen)
    if not failed:
        console.print(f"{len(wanted)} files are there, in {fixtures.cache()}" if wanted else "Nothing is to be fetched.", soft_wrap=True)
    return 1 if failed else 0
