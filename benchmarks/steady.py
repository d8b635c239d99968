"""Whether every suite accepts its reference each time: many runs, each on a seed of its own.

Half of them are made beside processes that load all cores. What was found is written into docs/verified.md.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click
from deep import ROOT, when, write

from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.judge.engine import Engine
from deepkata.manifest import Exercise
from deepkata.verdicts import Verdict

COLUMNS = ("reference of", "beside", "runs", "accepted", "longest run", "commit", "day")
NOTHING, LOAD = "nothing", "a load"


@click.command()
@click.argument("exercises", nargs=-1)
@click.option("--runs", type=click.IntRange(1), default=25, show_default=True, help="Of each suite, beside nothing and beside a load.")
@click.option("--beside", type=click.Choice([NOTHING, LOAD]), help="Only these.")
@click.option("--loaded", is_flag=True, help="The load is there already: start none.")
def main(exercises: tuple[str, ...], runs: int, beside: str | None, loaded: bool) -> None:
    """Judge the references of EXERCISES, else of all, again and again; exit code 1 if one was not accepted once."""
    course, failed = Course.read(ROOT), False
    try:
        chosen = [exercise for exercise in course.choose(exercises) if not course.lacking(exercise)]
    except DeepkataError as error:
        raise click.ClickException(str(error)) from None
    with Engine(course) as engine:
        for exercise in chosen:
            engine.warm(exercise)
            engine.wait(exercise)
            for part, (what, busy) in enumerate({NOTHING: nullcontext, LOAD: nullcontext if loaded else load}.items()):
                if beside in (None, what):
                    with busy():
                        longest, refused = repeated(engine, exercise, range(part * runs, (part + 1) * runs))
                    row = [f"`{exercise.id}`", what, str(runs), str(runs - len(refused)), f"{longest:.2f} s", *when()]
                    write(COLUMNS, [row], keys=2)
                    print(exercise.id, *row[1:5], *refused, sep="  ", flush=True)
                    failed |= bool(refused)
            engine.rest(exercise)
    sys.exit(failed)


def repeated(engine: Engine, exercise: Exercise, seeds: range) -> tuple[float, list[str]]:
    """The seconds of the longest run, and what was said where the reference was not accepted."""
    longest, refused = 0.0, []
    for seed in seeds:
        result, run = engine.examine(exercise, engine.course.reference(exercise), seed=seed)
        longest = max(longest, run.duration_s)
        if result.verdict is not Verdict.ACCEPTED:
            failure = result.first_failure
            refused.append(f"seed {seed}: {result.verdict.words}: {failure.message if failure else ''}")
    return longest, refused


@contextmanager
def load() -> Iterator[None]:
    """A busy process for each core."""
    busy = [multiprocessing.Process(target=_compute, args=(os.getpid(),), daemon=True) for _ in range(os.cpu_count() or 1)]
    for process in busy:
        process.start()
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.join()


def _compute(parent: int) -> None:
    """Until the parent is gone."""
    while os.getppid() == parent:
        sum(range(10**6))


if __name__ == "__main__":
    main()
