"""``deepkata grade``: submissions in, ``report.json`` out."""

from __future__ import annotations

from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from deepkata.commands.common import find_course
from deepkata.course import Course, Exercise
from deepkata.errors import NoSuchSubmission
from deepkata.judge.engine import Engine
from deepkata.report import model, terminal
from deepkata.sandbox import Want, choose
from deepkata.verdicts import ExerciseResult


@click.command()
@click.argument("submissions", nargs=-1, type=click.Path(path_type=Path))
@click.option("--exercise", "exercises", multiple=True, help="Only this exercise; may be given several times.")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of all random cases.")
@click.option("--cold", is_flag=True, help="A new process for each worker instead of a fork of a warm one.")
@click.option(
    "--sandbox",
    type=click.Choice([want.value for want in Want]),
    default=Want.AUTO.value,
    show_default=True,
    help="require: grade in a sandbox or not at all.",
)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Where reports go; else reports/grade in the course.")
@click.pass_obj
def grade(
    folder: Path | None, submissions: tuple[Path, ...], exercises: tuple[str, ...], seed: int, cold: bool, sandbox: str, output: Path | None
) -> int:
    """Grade each SUBMISSION (a folder laid out like exercises/, which is graded if none is given)."""
    course = find_course(folder)
    folders = submissions or (course.root / "exercises",)
    for path in folders:
        if not path.is_dir():
            raise NoSuchSubmission(path)
    chosen = [course.get(name) for name in exercises] or list(course)
    walls, weakness = choose(Want(sandbox))
    with Engine(course, cold=cold, seed=seed, sandbox=walls) as engine:
        results = _grade(engine, chosen, folders)
    graded = (model.SubmissionResult.of(path.resolve().name, results[path]) for path in folders)
    report = model.Report.of(course, graded, seed=seed, sandbox=walls.level)
    place = (output or course.root / "reports" / "grade") / "report.json"
    model.write(report, place)
    _show(report, course, place, weakness)
    return report.exit_code


def _grade(engine: Engine, exercises: list[Exercise], folders: tuple[Path, ...]) -> dict[Path, list[ExerciseResult]]:
    """Exercise by exercise, so that one ready judge serves all submissions in turn."""
    results: dict[Path, list[ExerciseResult]] = {path: [] for path in folders}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal.console(error=True), transient=True) as progress:
        bar = progress.add_task("", total=len(exercises) * len(folders))
        for exercise in exercises:
            for path in folders:
                progress.update(bar, description=exercise.id)
                results[path].append(engine.judge(exercise, path / f"{exercise.id}.py"))
                progress.advance(bar)
            engine.rest(exercise)
    return results


def _show(report: model.Report, course: Course, place: Path, weakness: str) -> None:
    console = terminal.console()
    if len(report.submissions) == 1:
        console.print(terminal.details(report, {exercise.id: exercise for exercise in course}))
    console.print(terminal.table(report))
    console.print(f"\nsandbox: {report.environment.sandbox}")
    if weakness:
        console.print(Text(f"unprotected: a program can reach this user's files and processes, as {weakness}"), soft_wrap=True)
    console.print(f"report: {place}", soft_wrap=True)
