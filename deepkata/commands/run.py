"""``deepkata run``: judge one exercise and say what is wrong first."""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from deepkata import pictures
from deepkata.commands.common import current_exercise, ensure, spinner
from deepkata.course import Course, Exercise, secrets
from deepkata.errors import NoSuchSubmission
from deepkata.explain import NONE_FITS, PictureQueue, name_mistakes, prepare, write_call
from deepkata.judge.engine import Engine
from deepkata.judge.score import decided
from deepkata.learn import stubs
from deepkata.learn.progress import Progress, state
from deepkata.report import terminal
from deepkata.sandbox import Want, choose
from deepkata.verdicts import ExerciseResult, SuiteRun, TestResult, Verdict, exit_code


def _next_step(course: Course, exercise: Exercise, result: ExerciseResult, progress: Progress) -> str:
    """Where to go from here."""
    failed = result.first_failure
    if failed:
        file = course.stub(exercise).relative_to(course.root)
        return f"{file} · stuck? deepkata hint {exercise.name} --task {failed.number}"
    order = list(course)
    place = order.index(exercise)
    pending = [other for other in (*order[place + 1 :], *order[:place]) if not progress.of(other.id).solved]
    following = f"next: deepkata run {pending[0].name}" if pending else "that was the last exercise: well done"
    return f"our solution: deepkata solution {exercise.name} · {following}"


def _explain(engine: Engine, exercise: Exercise, result: ExerciseResult, tests: SuiteRun, console: Console) -> None:
    """What takes a moment longer than the verdict: a picture, and the mistake's name."""
    failed = result.first_failure
    if failed is None or not tests.evidence:
        return
    queue = PictureQueue(engine.course.root, pictures.FOLDER.as_posix())
    with spinner("drawing") as say, ThreadPoolExecutor(1) as artist:
        placed = queue.take(result, tests, only=failed.number)
        drawing = artist.submit(queue.draw)
        say("comparing with known mistakes")
        words = name_mistakes(engine, exercise, tests, tasks=(failed.number,)).get(failed.number)
        if words or failed.verdict is Verdict.WRONG_ANSWER:
            console.print(terminal.diagnosis(words or NONE_FITS))
        drawing.result()
    if picture := queue.drawn(placed).tasks[failed.number - 1].picture:
        console.print(terminal.picture(picture), soft_wrap=True)
    if place := write_call(engine.course, exercise, tests, failed.number):
        console.print(terminal.call(place.as_posix()), soft_wrap=True)


@click.command()
@click.argument("exercise", required=False)
@click.option("--submission", type=click.Path(path_type=Path), help="A folder laid out like exercises/, which is the default.")
@click.option("--program", type=click.Path(path_type=Path), help="Judge this one file instead.")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of all random cases.")
@click.option("--cold", is_flag=True, help="A new process for each worker instead of a fork of a warm one.")
@click.pass_obj
def run(folder: Path | None, exercise: str | None, submission: Path | None, program: Path | None, seed: int, cold: bool) -> int:
    """Judge EXERCISE (else the first that is not solved) and show the first failure in full."""
    course = Course.find(folder)
    stubs.remember(course)
    chosen = current_exercise(course, exercise)
    ensure(course, [chosen])
    if submission and not submission.is_dir():
        raise NoSuchSubmission(submission)
    path = program or (submission / f"{chosen.id}.py" if submission else course.stub(chosen))
    console = terminal.console()
    walls, _ = choose(Want.AUTO, secrets(course))
    with Engine(course, cold=cold, seed=seed, sandbox=walls) as engine:
        with spinner(f"starting {chosen.id}") as say:
            engine.warm(chosen)
            prepare(course, chosen)
            engine.wait(chosen)
            say(f"judging {chosen.id}")
            judged = state(course, chosen)
            started = time.monotonic()
            listed, so_far = engine.tests(chosen), list[TestResult]()

            def tell(test: TestResult) -> None:
                so_far.append(test)
                out = decided(chosen, listed, so_far)
                marks = " ".join(
                    f"{number} {terminal.mark(out[number])}" if number in out else f"{number} …" for number, _ in enumerate(chosen.tasks, 1)
                )
                say(f"judging {chosen.id}: {marks}  {test.title}")

            result, tests = engine.examine(chosen, path, on_test=tell)
            seconds = time.monotonic() - started
        console.print(terminal.exercise(result, chosen, seconds))
        if program is None and submission is None:
            with Progress.change(course.root) as progress:
                progress.note(result, judged)
        with contextlib.suppress(KeyboardInterrupt):  # who has read enough need not wait
            _explain(engine, chosen, result, tests, console)
    if walls.level == "none":
        console.print(Text("judged without the sandbox that grading has: deepkata doctor says how to get it", "dim"), soft_wrap=True)
    if program is None and submission is None:
        console.print(Text(_next_step(course, chosen, result, progress), "dim"), soft_wrap=True)
    return exit_code([result.verdict])
