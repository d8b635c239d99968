"""``deepkata verify``: what an exercise must prove."""

from __future__ import annotations

import contextlib
import os
import queue
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import click
import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from deepkata.bench.session import Stopwatch
from deepkata.commands.common import ensure, spinner
from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.judge.engine import Engine
from deepkata.manifest import Exercise
from deepkata.report import terminal
from deepkata.verify.exercise import Proof
from deepkata.verify.exercise import verify as verify_exercise
from deepkata.worker.profiles import SMALL


@click.command()
@click.argument("exercises", nargs=-1)
@click.option("--seeds", type=click.IntRange(1), help="Seeds per program; by default what course.toml says.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True, help="Exercises verified at a time.")
@click.option("--deep", is_flag=True, help="Run every program on the whole suite and time it, whatever the known answers say.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file for the findings, as JSON.")
@click.option("--mutants", is_flag=True, help="Instead, run each suite on slightly changed copies of its reference (this takes minutes).")
@click.pass_obj
def verify(
    folder: Path | None, exercises: tuple[str, ...], seeds: int | None, jobs: int, deep: bool, output: Path | None, mutants: bool
) -> int:
    """Prove each EXERCISE or topic (by default, everything): right programs pass, wrong ones fail, nothing crashes the suite."""
    course = Course.find(folder)
    chosen = course.choose(exercises)
    ensure(course, chosen)
    applicable = []
    console = terminal.console()
    for exercise in chosen:
        if reason := course.lacking(exercise):
            console.print(Text(f"- {exercise.id}: not applicable: {reason}", "dim"))
        else:
            applicable.append(exercise)
    if mutants:
        return sum(_mutants(course, exercise) for exercise in applicable) > 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with contextlib.ExitStack() as stack:
        progress = stack.enter_context(Progress(*columns, console=terminal.console(error=True), transient=True))
        free: queue.SimpleQueue[Stopwatch] = queue.SimpleQueue()
        for _ in range(jobs):  # each with an engine of its own, which stays warm from exercise to exercise
            free.put(stack.enter_context(Stopwatch(stack.enter_context(Engine(course, many=True)))))
        bar = progress.add_task("", total=len(applicable))

        def prove(exercise: Exercise) -> Proof:
            watch = free.get()
            watch.engine.only(exercise)
            try:
                return verify_exercise(watch, exercise, seeds=seeds, deep=deep, tick=lambda words: progress.update(bar, description=words))
            finally:
                free.put(watch)
                progress.advance(bar)

        slowest_first = sorted(applicable, key=lambda one: (one.profile in SMALL, -course.limits(one).seconds_per_call))
        with ThreadPoolExecutor(jobs) as pool:
            proofs = []
            for proof in as_completed([pool.submit(prove, exercise) for exercise in slowest_first]):
                proofs.append(proof.result())
                _show(proofs[-1])
    if output:
        output.write_bytes(msgspec.json.encode(proofs))
    failed = sum(bool(proof.problems) for proof in proofs)
    console.print(f"\nverify: {len(proofs) - failed} exercises hold, {failed} do not")
    return 1 if failed or (exercises and not applicable) else 0


def _mutants(course: Course, exercise: Exercise) -> bool:
    """Show the mutation score of one exercise; whether anything survived."""
    try:
        from deepkata.verify import mutants  # noqa: PLC0415 - Cosmic Ray is an author's tool, not a student's
    except ImportError:
        raise DeepkataError("The mutation tool is not installed: python -m pip install cosmic-ray") from None
    with Engine(course, many=True) as engine, spinner(f"mutants of {exercise.id}"):
        found = mutants.score(engine, exercise, lambda _: None)
    console = terminal.console()
    share = found.killed / max(1, found.mutants - found.equivalent)
    sign, style = ("✗", "red") if found.survivors or found.needless else ("✓", "green")
    counts = f"{found.mutants} mutants, {found.killed} noticed, {found.equivalent} listed as equivalent: score {share:.1%}"
    console.print(Text.assemble((sign, style), f" {exercise.id}  ", (counts, "dim")))
    for mutant in found.survivors:
        console.print(Text(f"    not noticed:\n      - {mutant.was}\n      + {mutant.now}"), soft_wrap=True)
    for entry in found.needless:
        console.print(Text(f"    listed as equivalent, but noticed or gone:\n      - {entry.was}\n      + {entry.now}"), soft_wrap=True)
    return bool(found.survivors or found.needless)


def _show(proof: Proof) -> None:
    console = terminal.console()
    sign, style = ("✗", "red") if proof.problems else ("✓", "green")
    believed = f" ({proof.believed} by their known answers)" if proof.believed else ""
    counts = f"{proof.runs} runs, {proof.accepted} accepted, {proof.rejected} rejected as they should be{believed}, slowest call {proof.slowest_call_s:.2f} s; took {proof.seconds:.0f} s"
    console.print(Text.assemble((sign, style), f" {proof.exercise}  ", (counts, "dim")))
    for reason in proof.set_aside:
        console.print(Text(f"    - not run: {reason}", "dim"), soft_wrap=True)
    for problem in proof.problems:
        console.print(Text(f"    {problem}"), soft_wrap=True)
