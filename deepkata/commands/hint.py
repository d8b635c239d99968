"""``deepkata hint``: one step further each time, never more than asked for."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markdown import Markdown
from rich.text import Text

from deepkata.commands.common import current_exercise
from deepkata.course import Course
from deepkata.learn import hints
from deepkata.report import terminal


@click.command()
@click.argument("exercise", required=False)
@click.option("--task", type=int, help="The task you are working on; by default the first that failed in the last run.")
@click.option("--again", is_flag=True, help="Show the hints that you have had, and no new one.")
@click.pass_obj
def hint(folder: Path | None, exercise: str | None, task: int | None, again: bool) -> int:
    """Show a hint for EXERCISE: first a nudge, then the idea, then nearly the code."""
    course = Course.find(folder)
    chosen = current_exercise(course, exercise)
    task, taken, count = hints.take(course, chosen, task, more=not again)
    console = terminal.console()
    console.print(Text(f"{chosen.id}, task {task}: {chosen.tasks[task - 1].title}", "bold"))
    for number, text in enumerate(taken, 1):
        console.print(Text(f"\n{number} of {count}: {hints.STEPS[number - 1].lower()}", "dim"))
        console.print(Markdown(text))
    if len(taken) == count:
        console.print(Text("\nThat was the last hint for this task.", "dim"))
    if not taken:
        console.print("No hint taken yet.")
    return 0
