"""``deepkata grade``: submissions in, ``report.json`` out."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from rich.text import Text

from deepkata import handed_in, pictures
from deepkata.commands.common import Tally, ensure, sandbox_option
from deepkata.course import Course, secrets
from deepkata.errors import NoDask
from deepkata.files import discard_leftovers
from deepkata.grading import pool
from deepkata.grading import private as private_parts
from deepkata.grading.local import LocalPool
from deepkata.grading.stages import PoolFor, Stages
from deepkata.grading.store import Store
from deepkata.handed_in import Submission
from deepkata.report import model, terminal
from deepkata.sandbox import Want, acceptable, choose
from deepkata.text import plain
from deepkata.verdicts import Verdict

#: Submissions for which it pays to let each suite rehearse.
CLASS = 8


@click.command()
@click.argument("places", metavar="[SUBMISSION]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--exercise", "exercises", multiple=True, help="Only this exercise or topic; may be given several times.")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of all random cases.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True, help="Number of programs judged at a time.")
@click.option("--dask", metavar="ADDRESS", help="Judge on the workers of a Dask scheduler; local:N starts N workers on this machine.")
@click.option("--again", is_flag=True, help="Judge everything, even what has not changed since it was judged.")
@click.option("--cold", is_flag=True, help="Start a new process for each worker instead of forking a warm one.")
@sandbox_option
@click.option("--diagnosis/--no-diagnosis", default=True, show_default=True, help="Name the known mistakes behind failures.")
@click.option("--speed", is_flag=True, help="Then measure accepted programs that have a benchmark, one at a time (10 to 20 s each).")
@click.option("--strict/--no-strict", default=True, show_default=True, help="Exit with 1 unless everything is accepted.")
@click.option(
    "--private",
    "private_folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder of further suites, seeds and points that students do not see; docs/teachers.md describes it.",
)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Where reports go; default: reports/grade in the course.")
@click.pass_obj
def grade(
    folder: Path | None,
    places: tuple[Path, ...],
    exercises: tuple[str, ...],
    seed: int,
    jobs: int,
    dask: str | None,
    again: bool,
    cold: bool,
    sandbox: str,
    diagnosis: bool,
    speed: bool,
    strict: bool,
    private_folder: Path | None,
    output: Path | None,
) -> int:
    """Grade each SUBMISSION (by default, exercises/): a folder or zip file laid out like exercises/, or a folder of these."""
    course = Course.find(folder)
    own = handed_in.Class([Submission("exercises", course.root / "exercises")], [])
    found = handed_in.find(course, places) if places else own
    chosen = course.choose(exercises)
    course.check_seed(chosen, seed)
    ensure(course, chosen)
    reports = (output or course.root / "reports" / "grade").absolute()
    private = private_parts.read(course, private_folder) if private_folder else None
    hidden = secrets(course, (*places, *([private_folder] if private_folder else [])), reports)
    walls, weaknesses = choose(Want(sandbox), hidden) if speed or not dask else (None, [])
    discard_leftovers()
    levels = acceptable(Want(sandbox)) if dask or not walls else (walls.level,)
    settings = pool.Settings(
        root=course.root, seed=seed, cold=cold, level=levels[0], hidden=hidden, many=len(found.submissions) >= CLASS,
        diagnosis=diagnosis, pictures=reports,
    )  # fmt: skip
    tally = Tally("judged", len(chosen) * len(found.submissions))
    with contextlib.closing(Store(reports)) as store, contextlib.closing(pool):
        stages = Stages(course, chosen, found.submissions, settings, levels, store, again=again)
        with _executors(dask, Want(sandbox), jobs) as (pool_for, machines_of):
            stages.judge(pool_for, tally)
            if private and private_folder:
                stages.judge_privately(private, private_folder, pool_for, Tally)
            machines = machines_of()
        pool.close()
        if speed and walls:
            stages.measure(walls, Tally)
    report = stages.report(tuple(model.NotUnderstood(str(one.path), one.reason, one.counted) for one in found.not_understood), machines)
    model.write(report, reports / "report.json")
    waiting = pictures.waiting(reports)
    with Tally("drawn", len(waiting)) as drawn:
        pictures.draw_waiting(waiting, jobs, lambda path: drawn.add(path.name))
    _show(report, course, reports / "report.json", weaknesses, tally)
    _say_next(report, own=not places)
    return report.exit_code if strict or report.exit_code > 1 else 0


@contextlib.contextmanager
def _executors(address: str | None, want: Want, jobs: int) -> Iterator[tuple[PoolFor, Callable[[], tuple[model.Machine, ...]]]]:
    """What makes an executor for a course, its exercises and settings, and what tells the machines of a cluster. Raises NoDask, NoScheduler."""
    if not address:
        yield (lambda *_: LocalPool(jobs)), tuple
        return
    try:
        from deepkata.grading.cluster import Cluster, connect  # noqa: PLC0415 - an extra, and a second to import
        from deepkata.grading.dask import DaskPool  # noqa: PLC0415
    except ImportError as error:
        raise NoDask(error.name or "distributed") from None
    with connect(address) as client:
        cluster = Cluster(client, want, lambda words: click.secho(plain(words, 600), fg="yellow", err=True))
        yield functools.partial(DaskPool, cluster), cluster.machines


def _show(report: model.Report, course: Course, place: Path, weaknesses: list[str], tally: Tally) -> None:
    console = terminal.console()
    if len(report.submissions) == 1:
        console.print(terminal.details(report, {exercise.id: exercise for exercise in course}))
    console.print(terminal.table(report))
    console.print(Text(f"\n{tally.summary}"))
    console.print(f"sandbox: {report.environment.sandbox}")
    for machine in report.machines:
        workers = "1 worker" if machine.workers == 1 else f"{machine.workers} workers"
        console.print(Text(f"  {plain(machine.name, 80)}: {machine.sandbox}; {machine.files} files by {workers}"))
    for one in report.not_understood:
        console.print(Text(f"not graded: {plain(one.path, 300)}: {plain(one.reason, 300)}", "yellow"), soft_wrap=True)
    for weakness in weaknesses:
        console.print(Text(f"  {weakness}", "yellow"), soft_wrap=True)
    if report.environment.sandbox == "none":
        console.print(Text("  unprotected: a program can reach this user's files and processes", "yellow"))
    console.print(f"report: {place}", soft_wrap=True)


def _say_next(report: model.Report, *, own: bool) -> None:
    """What to do now that the table is there."""
    found = Counter(exercise.verdict for submission in report.submissions for exercise in submission.exercises)
    light = os.environ.get("DEEPKATA_ENVIRONMENT") == "light"
    learn = "python -m nox -s learn" + (" -- --environment light" if light else "")
    steps = []
    if found[Verdict.JUDGE_ERROR]:
        steps.append("A judge error is a fault of the course or of this machine: `python -m nox -s doctor` looks at the machine.")
    elif own and found[Verdict.NOT_ATTEMPTED]:
        steps.append(f"Work on the exercises, with a verdict at each save: {learn}")
    elif own and set(found) <= {Verdict.ACCEPTED, Verdict.NOT_APPLICABLE}:
        steps.append("All accepted. How fast is it? python -m nox -s bench")
    elif own:
        steps.append(f"See what is wrong, one failure at a time: {learn}")
    else:
        steps.append(f"Pages for the class and each student: {Path(sys.executable).parent / 'deepkata'} report html")
        if len(report.submissions) == 1:
            steps.append(f"Your turn: {learn}")
    if light and found[Verdict.NOT_APPLICABLE]:
        steps.append("What does not apply here needs TensorFlow (3 GB): leave out --environment light when you get there.")
    terminal.console().print(Text("\nNext:\n" + "\n".join(f"  {step}" for step in steps)), soft_wrap=True)
