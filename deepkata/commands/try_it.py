"""``deepkata try``: run a solved exercise on your own photographs, and show what it finds."""

from __future__ import annotations

import ast
import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from deepkata.commands.common import bar, ensure, has_desktop, spinner
from deepkata.course import Course, secrets
from deepkata.errors import DeepkataError, NoSolution
from deepkata.judge.engine import Engine
from deepkata.judge.fork_servers import ForkServers
from deepkata.learn.progress import Progress, state
from deepkata.manifest import Exercise
from deepkata.report import terminal
from deepkata.sandbox import Sandbox, Want, choose

if TYPE_CHECKING:
    from deepkata.trying.results import Tried


class NotSolved(DeepkataError):
    """A program that has not been accepted as it is now."""


@click.command("try")
@click.argument("exercise", required=False)
@click.argument("files", metavar="[FILE|FOLDER|camera]...", nargs=-1)
@click.option("--reference", is_flag=True, help="Run our solution instead of yours.")
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Picture folder; default: .deepkata/tried in the course.")
@click.option("--open/--no-open", "opens", default=None, help="Open the first picture in a viewer; by default only on a desktop.")
@click.pass_obj
def try_it(
    folder: Path | None, exercise: str | None, files: tuple[str, ...], reference: bool, output: Path | None, opens: bool | None
) -> int:
    """Run your solved EXERCISE on photographs, short videos or the camera, and draw what it finds. With no name, list what can be tried."""
    course = Course.find(folder)
    console = terminal.console()
    if exercise is None:
        _list(course, console)
        return 0
    chosen = course.get(exercise)
    walls, _ = choose(Want.AUTO, secrets(course))
    role = "reference" if reference else "submission"
    problems, first = 0, None
    with contextlib.closing(ForkServers(sandbox=walls)) as servers:
        servers.start(chosen.profile, [role])  # it imports its packages while we import ours
        from deepkata.trying import photographs, results, session  # noqa: PLC0415 - imports OpenCV, for which no other command waits

        session.load(course, chosen)
        if not files:
            raise click.UsageError(f"Name a photograph, a folder, a short video, or camera: deepkata try {chosen.name} photo.jpg")
        sources = photographs.find(files)
        if reason := course.lacking(chosen):
            raise NotSolved(f"{chosen.id} is not applicable here: {reason}")
        ensure(course, [chosen])
        if reference and course.handed_out:
            raise NoSolution
        path = course.reference(chosen) if reference else course.stub(chosen)
        if not reference:
            check_accepted(course, chosen, walls)
        place = (output or course.root / results.FOLDER).absolute()
        with (
            photographs.reading_ahead(sources[0]) as read,
            bar(f"trying {chosen.id}") as say,
            session.trial(course, chosen, path.read_bytes(), servers, role) as attempt,
        ):
            for number, tried in enumerate(results.results(attempt, sources, place, chosen.name, say, read), 1):
                say(number / len(sources))
                _show(console, tried)
                problems += bool(tried.problem)
                first = first or tried.picture
    if first and (opens if opens is not None else has_desktop()):
        click.launch(str(first))
    return 1 if problems else 0


def check_accepted(course: Course, exercise: Exercise, walls: Sandbox) -> None:
    """Raises NotSolved unless the program as it is now passes its suite, which is run if that is not known."""
    standing = Progress.load(course.root).of(exercise.id)
    if standing.solved and standing.judged == state(course, exercise):
        return
    with Engine(course, sandbox=walls) as engine, spinner(f"judging {exercise.id} first"):
        judged = state(course, exercise)
        result, _ = engine.examine(exercise, course.stub(exercise))
    with Progress.change(course.root) as progress:
        progress.note(result, judged)
    if failed := result.first_failure:
        raise NotSolved(
            f"{exercise.id} is not solved yet (task {failed.number}: {terminal.SHORT[failed.verdict]}): deepkata run {exercise.name}\n"
            f"To see what it will do, run our solution: deepkata try {exercise.name} --reference FILE"
        )


def _show(console: Console, tried: Tried) -> None:
    console.print(Text.assemble((tried.name, "bold"), (f"  {tried.note}" if tried.note else "", "dim")), soft_wrap=True)
    if tried.problem:
        console.print(Text(f"  {tried.problem}", "yellow"), soft_wrap=True)
    for line in tried.lines:
        console.print(Text(f"  {line}"), soft_wrap=True)
    if tried.picture:
        console.print(Text(f"  picture: {_short(tried.picture)}", "dim"), soft_wrap=True)


def _short(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _list(course: Course, console: Console) -> None:
    """What can be tried, and whether it is solved."""
    progress = Progress.load(course.root)
    table = Table.grid(padding=(0, 2))
    for exercise in course:
        if course.try_file(exercise).is_file():
            does = ast.get_docstring(ast.parse(course.try_file(exercise).read_bytes())) or ""
            table.add_row(" ", terminal.mark(progress.of(exercise.id).verdict), exercise.name, does)
    console.print(table)
    console.print("\nOn a photograph of yours, once it is solved: deepkata try EXERCISE photo.jpg")
