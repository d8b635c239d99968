"""``deepkata hint``: one step further each time, never more than asked."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markdown import Markdown
from rich.text import Text

from deepkata.commands.common import current_exercise
from deepkata.course import Course
from deepkata.errors import DeepkataError, NoSuchTask
from deepkata.learn import hints
from deepkata.learn.progress import Progress
from deepkata.report import terminal


@click.command()
@click.argument("exercise", required=False)
@click.option("--task", type=int, help="The task that you are at; else the first that failed in the last run.")
@click.option("--again", is_flag=True, help="Show those that you have had, and no new one.")
@click.pass_obj
def hint(folder: Path | None, exercise: str | None, task: int | None, again: bool) -> int:
    """A hint for EXERCISE: first a nudge, then the idea, then nearly the code."""
    course = Course.find(folder)
    chosen = current_exercise(course, exercise)
    progress = Progress.load(course.root)
    task = progress.of(chosen.id).task if task is None else task
    if not 1 <= task <= len(chosen.tasks):
        raise NoSuchTask(chosen.id, task, len(chosen.tasks))
    known = hints.read(course.hints(chosen)).get(task, [])
    if not known:
        raise DeepkataError(f"There are no hints for task {task} of {chosen.id} yet.")
    taken = progress.of(chosen.id).hints
    shown = taken.get(str(task), 0) if again else min(len(known), taken.get(str(task), 0) + 1)
    taken[str(task)] = shown
    progress.save(course.root)
    console = terminal.console()
    console.print(Text(f"{chosen.id}, task {task}: {chosen.tasks[task - 1].title}", "bold"))
    for number, text in enumerate(known[:shown], 1):
        console.print(Text(f"\n{number} of {len(known)}: {hints.STEPS[number - 1].lower()}", "dim"))
        console.print(Markdown(text))
    if shown == len(known):
        console.print(Text("\nThat was the last hint for this task.", "dim"))
    if not shown:
        console.print("No hint taken yet.")
    return 0
