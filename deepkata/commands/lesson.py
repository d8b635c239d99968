"""``deepkata lesson``: open the lesson in the browser, or say where it is."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markdown import Markdown
from rich.text import Text

from deepkata.commands.common import current_exercise, has_desktop
from deepkata.course import Course
from deepkata.learn import lessons
from deepkata.report import terminal


@click.command()
@click.argument("exercise", required=False)
@click.option("--print", "only_print", is_flag=True, help="Only print where it is.")
@click.pass_obj
def lesson(folder: Path | None, exercise: str | None, only_print: bool) -> int:
    """Open the lesson of EXERCISE (by default, the first not solved): the site's page if it has been built, else the Markdown file.

    Where no browser can open, the lesson is shown here.
    """
    course = Course.find(folder)
    chosen = current_exercise(course, exercise)
    place = lessons.place(course, chosen)
    console = terminal.console()
    console.print(Text(str(place)), soft_wrap=True)
    if not place.on_site:
        console.print(Text("`python -m nox -s docs` builds the site, with search, drawn formulas and hints.", "dim"), soft_wrap=True)
    if not only_print and has_desktop():
        click.launch(place.address)
    elif not only_print:
        console.print(Markdown(lessons.for_terminal(course, chosen)))
    return 0
