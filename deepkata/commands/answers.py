"""``deepkata answers``: what the known programs answer, stored beside the suites."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
from rich.text import Text

from deepkata.commands.common import bar, ensure
from deepkata.course import Course
from deepkata.explain import known_answers
from deepkata.explain.known_answers import KnownAnswers
from deepkata.judge.engine import Engine
from deepkata.manifest import Exercise
from deepkata.report import terminal


@click.command()
@click.argument("exercises", nargs=-1)
@click.option("--all", "anew", is_flag=True, help="Renew also those that are up to date.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True, help="Exercises worked on at a time.")
@click.pass_obj
def answers(folder: Path | None, exercises: tuple[str, ...], anew: bool, jobs: int) -> int:
    """Work out what the known programs of each EXERCISE or topic (by default, of all) return, and store it beside its suite.

    With these files, a known mistake is named together with the verdict. Renew them when a suite or one of its programs has changed.
    """
    course = Course.find(folder)
    chosen = course.choose(exercises)
    ensure(course, chosen)
    stale = [one for one in chosen if not course.lacking(one) and (anew or KnownAnswers.of(course, one) is None)]
    console = terminal.console()
    done = 0
    with bar("asking the known programs") as say, ThreadPoolExecutor(jobs) as pool:
        for exercise, path in zip(stale, pool.map(lambda one: _work_out(course, one), stale), strict=True):
            done += 1
            say(done / len(stale), exercise.id)
            console.print(Text(f"{path.relative_to(course.root)}  {path.stat().st_size / 1e3:,.0f} kB"), soft_wrap=True)
    console.print(Text(f"{len(stale)} written, {len(chosen) - len(stale)} left as they were", "dim"))
    return 0


def _work_out(course: Course, exercise: Exercise) -> Path:
    with Engine(course, many=True) as engine:
        return known_answers.work_out(engine, exercise)
