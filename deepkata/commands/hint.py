"""``deepkata hint``: one step further each time, never more than asked."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markdown import Markdown
from rich.text import Text

from deepkata.commands.common import current_exercise, find_course
from deepkata.errors import DeepkataError, NoSuchTask
from deepkata.learn import hints
from deepkata.learn.progress import Progress
from deepkata.report import terminal


@click.command()
@click.argument("exercise", required=False)
@click.option("--task", type=int, default=1, show_default=True, help="The task that you are at.")
@click.option("--again", is_flag=True, help="Show those that you have had, and no new one.")
@click.pass_obj
def hint(folder: Path | None, exercise: str | None, task: int, again: bool) -> int:
    """A hint for EXERCISE: first a nudge, then the idea, then nearly the code."""
    course = find_course(folder)
    chosen = current_exercise(course, exercise)
    if not 1 <= task <= len(chosen.tasks):
        raise NoSuchTask(chosen.id, task, len(chosen.tasks))
    known = hints.read(course.hints(chosen)).get(task, [])
    if not known:
        raise DeepkataError(f"There are no hints for task {task} of {chosen.id} yet.")
    progress = Progress.load(course.root)
    taken = progress.of(chosen.id).hints
    shown = taken.get(str(task), 0) if again else min(len(known), taken.get(str(task), 0) + 1)
    taken[str(task)] = shown
    progress.save(course.root)
    console = terminal.console()
    console.print(Text(f"{chosen.id}, task {task}: {chosen.tasks[task - 1].title}", "bold"))
    for number, text in enumerate(known[:shown], 1):
        console.print(Text(f"\n{number} of {len(known)}: {hints.STEPS[number - 1].lower()}", "dim"))
        console.print(Markdown(text))
    if not shown:
        console.print("No hint taken yet.")
    return 0
