"""``deepkata verify``: what an exercise must prove."""

from __future__ import annotations

import contextlib
import os
import queue
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from deepkata.bench.session import Stopwatch
from deepkata.commands.common import ensure
from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.judge.engine import Engine
from deepkata.manifest import Exercise
from deepkata.report import terminal
from deepkata.verify.exercise import Proof
from deepkata.verify.exercise import verify as prove
from deepkata.worker.profiles import SMALL

if TYPE_CHECKING:
    from deepkata.verify.mutants import Score


@click.command()
@click.argument("exercises", nargs=-1)
@click.option("--seeds", type=click.IntRange(1), help="Seeds per program; by default what course.toml says.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True, help="Exercises verified at a time.")
@click.option("--deep", is_flag=True, help="Run every program on the whole suite and time it, whatever the known answers say.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file for the findings, as JSON.")
@click.option(
    "--mutants",
    is_flag=True,
    help="Instead, run each suite on slightly changed copies of its reference (half a minute for a light exercise, up to a quarter of an hour for one that trains).",
)
@click.pass_obj
def verify(
    folder: Path | None, exercises: tuple[str, ...], seeds: int | None, jobs: int, deep: bool, output: Path | None, mutants: bool
) -> int:
    """Prove each EXERCISE or topic (by default, everything): right programs pass, wrong ones fail, nothing crashes the suite."""
    course = Course.find(folder)
    chosen = course.choose(exercises)
    if output:  # an unusable place is reported now, not after an hour of work
        output.parent.mkdir(parents=True, exist_ok=True)
        output.open("ab").close()
    ensure(course, chosen)
    applicable = []
    console = terminal.console()
    for exercise in chosen:
        if reason := course.lacking(exercise):
            console.print(Text(f"- {exercise.id}: not applicable: {reason}", "dim"))
        else:
            applicable.append(exercise)
    work, counted = (_mutation_score(), _counted_mutants) if mutants else (partial(prove, seeds=seeds, deep=deep), _counted_runs)
    found = []
    for one in _each(course, applicable, jobs, work):
        found.append(one)
        _show(one, counted(one))
    if output:
        output.write_bytes(msgspec.json.encode(found))
    failed = sum(bool(one.problems) for one in found)
    console.print(f"\nverify: {len(found) - failed} exercises hold, {failed} do not")
    return 1 if failed or (exercises and not applicable) else 0


def _each(course: Course, exercises: list[Exercise], jobs: int, work: Callable[..., Any]) -> Iterator[Any]:
    """What some work finds of each exercise, as soon as it is found: several exercises at a time, the slowest first."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with contextlib.ExitStack() as stack:
        progress = stack.enter_context(Progress(*columns, console=terminal.console(error=True), transient=True))
        free: queue.SimpleQueue[Stopwatch] = queue.SimpleQueue()
        for _ in range(jobs):  # each with an engine of its own, which stays warm from exercise to exercise
            free.put(stack.enter_context(Stopwatch(stack.enter_context(Engine(course, many=True)))))
        bar = progress.add_task("", total=len(exercises))

        def one(exercise: Exercise) -> Any:
            watch = free.get()
            watch.engine.only(exercise)
            try:
                return work(watch, exercise, tick=lambda words: progress.update(bar, description=words))
            finally:
                free.put(watch)
                progress.advance(bar)

        slowest_first = sorted(exercises, key=lambda one: (one.profile in SMALL, -course.limits(one).seconds_per_call))
        with ThreadPoolExecutor(jobs) as pool:
            for done in as_completed([pool.submit(one, exercise) for exercise in slowest_first]):
                yield done.result()


def _mutation_score() -> Callable[..., Score]:
    try:
        from deepkata.verify import mutants  # noqa: PLC0415 - Cosmic Ray is an author's tool, not a student's
    except ImportError:
        raise DeepkataError("The mutation tool is not installed: python -m pip install cosmic-ray") from None
    return mutants.score


def _counted_runs(proof: Proof) -> str:
    believed = f" ({proof.believed} by their known answers)" if proof.believed else ""
    return f"{proof.runs} runs, {proof.accepted} accepted, {proof.rejected} rejected as they should be{believed}, slowest call {proof.slowest_call_s:.2f} s; took {proof.seconds:.0f} s"


def _counted_mutants(score: Score) -> str:
    share = score.noticed / max(1, score.mutants - score.equivalent)
    return f"{score.mutants} mutants, {score.noticed} noticed, {score.equivalent} listed as equivalent: score {share:.1%}; took {score.seconds:.0f} s"


def _show(found: Proof | Score, counts: str) -> None:
    console = terminal.console()
    sign, style = ("✗", "red") if found.problems else ("✓", "green")
    console.print(Text.assemble((sign, style), f" {found.exercise}  ", (counts, "dim")))
    for reason in getattr(found, "set_aside", ()):
        console.print(Text(f"    - not run: {reason}", "dim"), soft_wrap=True)
    for problem in found.problems:
        console.print(Text(textwrap.indent(problem, "    ")), soft_wrap=True)
