"""``deepkata list``: the exercises, and how far you are with each."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from deepkata.course import Course
from deepkata.learn import stubs
from deepkata.learn.progress import Progress
from deepkata.report import terminal
from deepkata.verdicts import Verdict


@click.command("list")
@click.option("--pending", is_flag=True, help="Only exercises that are not solved yet.")
@click.pass_obj
def list_exercises(folder: Path | None, pending: bool) -> int:
    """List the exercises in order, and show how far you are with each."""
    course = Course.find(folder)
    stubs.remember(course)
    progress = Progress.load(course.root)
    console = terminal.console()
    for topic in course.topics:
        table = Table.grid(padding=(0, 2))
        for exercise in (e for e in course if e.topic == topic.id):
            standing = progress.of(exercise.id)
            if pending and standing.solved:
                continue
            reason = course.lacking(exercise)
            verdict = Verdict.NOT_APPLICABLE if reason else standing.verdict
            words = reason or ("" if verdict is Verdict.NOT_ATTEMPTED else terminal.SHORT[verdict])
            timed = "⏱" if course.benchmark(exercise).is_file() else ""
            points = f"{terminal.number(standing.points)}/{terminal.number(exercise.points)}"
            table.add_row(
                " ", terminal.mark(verdict), exercise.name, exercise.title, terminal.level(exercise), points, timed, Text(words, "dim")
            )
        if table.row_count:
            console.print(Text.assemble((topic.id, "bold"), "  ", topic.title))
            console.print(table)
    solved = sum(progress.of(exercise.id).solved for exercise in course)
    console.print(f"\n{solved} of {len(course.exercises)} solved. ⏱ has a benchmark: deepkata bench EXERCISE")
    return 0
