"""``deepkata matrix``: the same programs in several environments."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from deepkata.commands.common import bar, ensure
from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.files import write_atomically
from deepkata.handed_in import find
from deepkata.matrix.joined import Matrix
from deepkata.matrix.visits import Interpreter, steps, visit_all
from deepkata.report import terminal


class NotAPlace(DeepkataError):
    exit_code = 2

    def __init__(self, text: str, problem: str) -> None:
        super().__init__(
            f"--environment {text!r}: {problem}. It takes NAME=PYTHON, an environment and its interpreter; `nox -s matrix` gives both."
        )


@click.command()
@click.argument("submission", required=False, type=click.Path(path_type=Path))
@click.option(
    "--environment",
    "places",
    multiple=True,
    required=True,
    metavar="NAME=PYTHON",
    help="One environment; times are compared with those of the first.",
)
@click.option("--absent", "absent", multiple=True, metavar="NAME=REASON", help="An environment that is left out, for the report.")
@click.option("--exercise", "exercises", multiple=True, help="Only this exercise or topic; may be given several times.")
@click.option("--rounds", type=click.IntRange(0), default=3, show_default=True, help="How often each environment is timed; 0: not at all.")
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Where reports go; default: reports/matrix in the course.")
@click.pass_obj
def matrix(
    folder: Path | None, submission: Path | None, places: tuple[str, ...], absent: tuple[str, ...], exercises: tuple[str, ...], rounds: int,
    output: Path | None,
) -> int:  # fmt: skip
    """Grade and time the SUBMISSION (by default, the references) in several environments, and join the results."""
    course = Course.find(folder)
    handed_in = find(course, [submission]).submissions[0].path if submission else course.root / "solutions"
    visited = [_place(text) for text in places]
    chosen = course.choose(exercises)
    ensure(course, chosen)
    reports = (output or course.root / "reports" / "matrix").absolute()
    left_out = dict(text.partition("=")[::2] for text in absent)
    count = steps(visited, rounds)
    with bar("environments") as say:
        done = iter(range(count))
        found = visit_all(
            course, visited, handed_in.absolute(), exercises=[exercise.id for exercise in chosen] if exercises else [], rounds=rounds,
            output=reports, absent=left_out, on_step=lambda words: say(next(done) / count, words),
        )  # fmt: skip
    _show(found, reports)
    return found.exit_code


def _place(text: str) -> Interpreter:
    name, _, python = text.partition("=")
    if not name or not python:
        raise NotAPlace(text, "there is no interpreter" if name else "there is no name")
    if not Path(python).is_file():
        raise NotAPlace(text, f"there is no file {python}")
    return Interpreter(name, Path(python))


def _show(found: Matrix, reports: Path) -> None:
    from deepkata.matrix import formats  # noqa: PLC0415 - Matplotlib takes a second to come

    write_atomically(reports / "matrix.json", msgspec.json.format(msgspec.json.encode(found)))
    write_atomically(reports / "matrix.md", formats.markdown(found).encode())
    picture = formats.plot(found) if found.timed else b""
    write_atomically(reports / "matrix.html", formats.page(found, picture))
    if picture:
        write_atomically(reports / "matrix.png", picture)
    console = terminal.console()
    console.print(formats.table(found), soft_wrap=True)
    console.print(f"\nreport: {reports / 'matrix.html'}", soft_wrap=True)
