"""``deepkata reset``: start an exercise afresh; what you wrote is kept."""

from __future__ import annotations

from pathlib import Path

import click

from deepkata.course import Course
from deepkata.learn import stubs
from deepkata.learn.progress import Progress


@click.command()
@click.argument("exercise")
@click.option("--undo", is_flag=True, help="Bring back what the last reset replaced.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.pass_obj
def reset(folder: Path | None, exercise: str, undo: bool, yes: bool) -> int:
    """Put the stub of EXERCISE back. What you wrote is kept: --undo brings it back."""
    course = Course.find(folder)
    stubs.remember(course)
    chosen = course.get(exercise)
    if undo:
        stubs.undo(course, chosen)
        click.echo(f"{chosen.id} is again as it was before the reset.")
        return 0
    if not yes:
        click.confirm(f"Put the stub of {chosen.id} back? What you wrote is kept.", abort=True)
    with Progress.change(course.root) as progress:
        copy = stubs.reset(course, chosen)
        progress.forget(chosen.id)
    kept = f" What you wrote is in {copy.relative_to(course.root)}; --undo brings it back." if copy else ""
    click.echo(f"{chosen.id} is a stub again.{kept}")
    return 0
