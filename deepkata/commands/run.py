"""``deepkata run``: judge one exercise and show the first thing that is wrong."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from deepkata.commands.common import current_exercise, ensure
from deepkata.commands.judging import judge
from deepkata.course import Course
from deepkata.errors import NoSuchSubmission
from deepkata.learn import stubs
from deepkata.learn.progress import Progress
from deepkata.manifest import Exercise
from deepkata.report import terminal
from deepkata.verdicts import ExerciseResult, exit_code


def _next_step(course: Course, exercise: Exercise, result: ExerciseResult, progress: Progress) -> str:
    """Where to go from here."""
    failed = result.first_failure
    if failed:
        file = course.stub(exercise).relative_to(course.root)
        return f"{file} · stuck? deepkata hint {exercise.name} --task {failed.number}"
    after = progress.next_after(course, exercise)
    following = f"next: deepkata run {after.name}" if after else "that was the last exercise: well done"
    return following if course.handed_out else f"our solution: deepkata solution {exercise.name} · {following}"


@click.command()
@click.argument("exercise", required=False)
@click.option("--submission", type=click.Path(path_type=Path), help="A folder laid out like exercises/; by default, exercises/ itself.")
@click.option("--program", type=click.Path(path_type=Path), help="Judge this one file instead.")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of all random cases.")
@click.option("--cold", is_flag=True, help="Start a new process for each worker instead of forking a warm one.")
@click.pass_obj
def run(folder: Path | None, exercise: str | None, submission: Path | None, program: Path | None, seed: int, cold: bool) -> int:
    """Judge EXERCISE (by default, the first that is not solved) and show the first failure in full."""
    course = Course.find(folder)
    stubs.remember(course)
    chosen = current_exercise(course, exercise)
    course.check_seed([chosen], seed)
    ensure(course, [chosen])
    if submission and not submission.is_dir():
        raise NoSuchSubmission(submission)
    path = program or (submission / f"{chosen.id}.py" if submission else course.stub(chosen))
    own = program is None and submission is None

    def note(result: ExerciseResult, judged: str) -> None:
        if own:
            with Progress.change(course.root) as progress:
                progress.note(result, judged)

    result, _ = judge(course, chosen, path, note, seed=seed, cold=cold)
    if own:
        terminal.console().print(Text(_next_step(course, chosen, result, Progress.load(course.root)), "dim"), soft_wrap=True)
    return exit_code([result.verdict])
