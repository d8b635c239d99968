"""``deepkata lesson``: the lesson in the browser, or where it is."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from deepkata.commands.common import current_exercise
from deepkata.course import Course
from deepkata.learn import lessons
from deepkata.report import terminal


@click.command()
@click.argument("exercise", required=False)
@click.option("--print", "only_print", is_flag=True, help="Only say where it is.")
@click.pass_obj
def lesson(folder: Path | None, exercise: str | None, only_print: bool) -> int:
    """Open the lesson of EXERCISE (else the first that is not solved): the site's page if it has been built, else the Markdown file."""
    course = Course.find(folder)
    place = lessons.place(course, current_exercise(course, exercise))
    console = terminal.console()
    console.print(Text(str(place)), soft_wrap=True)
    if not place.on_site:
        console.print(Text("`python -m nox -s docs` builds the site, with search, drawn formulas and hints.", "dim"), soft_wrap=True)
    if not only_print:
        click.launch(place.address)
    return 0
