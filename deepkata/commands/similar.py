"""``deepkata similar``: programs of a class that are similar beyond what the course explains."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from deepkata import __version__, handed_in
from deepkata.commands.common import spinner
from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.files import write_atomically
from deepkata.report import terminal
from deepkata.report.formats.pages import template
from deepkata.text import plain

if TYPE_CHECKING:
    from deepkata.similarity import Pair, Unread

#: Rows of the table in the terminal, and pairs on the page.
ROWS, PAIRS = 20, 200
WARNING = (
    "Programs also look alike if their authors learned from the same text, or solved a short task in the usual way. "
    "Read both programs and talk with both students before you conclude anything."
)


class NothingToCompare(DeepkataError):
    """No two programs, or nothing to compare them with."""


@click.command()
@click.argument("places", metavar="SUBMISSION...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--exercise", "exercises", multiple=True, help="Only this exercise or topic; may be given several times.")
@click.option(
    "--threshold", type=click.IntRange(1, 100), default=50, show_default=True, help="List pairs with at least this similarity, in per cent."
)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Where it goes; default: reports/similar in the course.")
@click.pass_obj
def similar(folder: Path | None, places: tuple[Path, ...], exercises: tuple[str, ...], threshold: int, output: Path | None) -> int:
    """Find pairs of programs that are similar beyond what the stub and our solutions explain. A hint, not a verdict.

    Each SUBMISSION is a folder or zip file laid out like exercises/, or a folder of these.
    """
    try:
        from deepkata import similarity  # noqa: PLC0415 - copydetect is not in every environment
    except ModuleNotFoundError as error:
        raise NothingToCompare(f"Comparing programs needs the package {error.name}: python -m pip install copydetect") from None
    course = Course.find(folder)
    chosen = course.choose(exercises)
    handed = handed_in.find(course, places)
    if len(handed.submissions) < 2:
        raise NothingToCompare(f"There is only one submission, {plain(handed.submissions[0].name, 80)!r}: name a folder with several.")
    results = {}
    with spinner("comparing") as say:
        for exercise in chosen:
            say(f"comparing {exercise.id}")
            results[exercise.id] = similarity.compare(course, exercise, handed.submissions, threshold / 100)
    unread = [similarity.Unread(one.path.name, "", one.reason) for one in handed.not_understood]
    unread += similarity.told_once(one for found in results.values() for one in found.unread)
    compared = [found for found in results.values() if found.programs > 1]
    console = terminal.console()
    if not compared:
        _show_unread(console, unread)
        raise NothingToCompare(f"None of the exercises was handed in by two of the {len(handed.submissions)} submissions.")
    pairs = sorted((pair for found in compared for pair in found.pairs), key=lambda pair: (-pair.share, -pair.lines, pair.exercise))
    page = (output or course.root / "reports" / "similar").absolute() / "index.html"
    programs, count = (sum(getattr(found, field) for found in compared) for field in ("programs", "count"))
    text = template("similar.html").render(
        warning=WARNING, pairs=pairs[:PAIRS], left_out=count - len(pairs[:PAIRS]), unread=unread, programs=programs,
        exercises=len(compared), threshold=threshold, folded=similarity.folded, engine=__version__, library=version("copydetect"),
    )  # fmt: skip
    write_atomically(page, text.encode())
    if pairs:
        console.print(_table(pairs))
    console.print(_summary(count, programs, len(compared), threshold))
    _show_unread(console, unread)
    console.print(f"side by side: {page}", soft_wrap=True, markup=False)
    return 0


def _table(pairs: list[Pair]) -> Table:
    """The pairs that are most alike."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in ("exercise", "submission", "submission"):
        table.add_column(title, overflow="fold")
    for title in ("similarity", "lines"):
        table.add_column(title, justify="right", no_wrap=True)
    for pair in pairs[:ROWS]:
        table.add_row(pair.exercise, _name(pair.left.name), _name(pair.right.name), f"{100 * pair.share:.0f} %", str(pair.lines))
    return table


def _summary(pairs: int, programs: int, exercises: int, threshold: int) -> Text:
    more = f"… and {pairs - ROWS} more.\n" if pairs > ROWS else ""
    of = f"{programs} programs for {exercises} exercise" + ("s" if exercises > 1 else "")
    found = "1 pair has" if pairs == 1 else f"{pairs or 'No'} {'pairs have' if pairs else 'pair has'}"
    words = f"{more}\n{found} a similarity of {threshold} % or more, beyond the stub and our solutions: {of}."
    return Text.assemble(words, *(("\nA hint, not a verdict. ", "bold"), WARNING) if pairs else ())


def _show_unread(console: Console, unread: list[Unread]) -> None:
    for one in unread:
        about = f", {one.exercise}" if one.exercise else ""
        console.print(Text(f"not compared: {plain(one.name, 80)}{about}: {plain(one.reason, 300)}", "yellow"), soft_wrap=True)


def _name(name: str) -> Text:
    """On one line, whatever somebody called a folder."""
    return Text(plain(name, 80).replace("\n", "\\n"))
