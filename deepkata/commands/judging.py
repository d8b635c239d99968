"""One program is judged and its verdict shown, as ``deepkata run`` and ``deepkata practice`` do."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.text import Text

from deepkata.commands.common import spinner
from deepkata.course import Course, secrets
from deepkata.explain import draw_failure, name_mistakes, prepare, unexplained, write_call
from deepkata.judge.engine import Engine
from deepkata.judge.score import decided
from deepkata.learn.progress import state
from deepkata.manifest import Exercise
from deepkata.report import terminal
from deepkata.sandbox import Want, choose
from deepkata.verdicts import ExerciseResult, SuiteRun, TestResult, Verdict


def judge(
    course: Course,
    exercise: Exercise,
    path: Path,
    note: Callable[[ExerciseResult, str], None],
    *,
    seed: int = 0,
    cold: bool = False,
    named_at: int | None = None,
) -> tuple[ExerciseResult, str]:
    """Judge a program, show the verdict and what explains it; the verdict, and the words that name the mistake (empty: none known).

    ``note`` hears of the verdict before the explanation, which may be interrupted, and of the state that was judged.
    ``named_at``: the seed with which the program is run again to name the mistake, if the known programs' answers are there for it.
    """
    console = terminal.console()
    walls, _ = choose(Want.AUTO, secrets(course))
    words = ""
    with Engine(course, cold=cold, seed=seed, sandbox=walls) as engine:
        with spinner(f"starting {exercise.id}") as say:
            engine.warm(exercise)
            prepare(course, exercise)
            engine.wait(exercise)
            say(f"judging {exercise.id}")
            judged = state(course, exercise)
            started = time.monotonic()
            listed, so_far = engine.tests(exercise), list[TestResult]()

            def tell(test: TestResult) -> None:
                so_far.append(test)
                out = decided(exercise, listed, so_far)
                marks = " ".join(
                    f"{number} {terminal.mark(out[number])}" if number in out else f"{number} …"
                    for number, _ in enumerate(exercise.tasks, 1)
                )
                say(f"judging {exercise.id}: {marks}  {test.title}")

            result, tests = engine.examine(exercise, path, on_test=tell)
            seconds = time.monotonic() - started
        console.print(terminal.exercise(result, exercise, seconds))
        note(result, judged)
        with contextlib.suppress(KeyboardInterrupt):  # who has read enough need not wait
            words = _explain(engine, exercise, path, result, tests, console, seed if named_at is None else named_at)
    if walls.level == "none":
        console.print(Text("judged without the sandbox that grading has: deepkata doctor says how to get it", "dim"), soft_wrap=True)
    return result, words


def _explain(
    engine: Engine, exercise: Exercise, path: Path, result: ExerciseResult, tests: SuiteRun, console: Console, named_at: int
) -> str:
    """What takes a moment longer than the verdict: a picture, and the mistake's name, which is returned."""
    failed = result.first_failure
    if failed is None or not tests.evidence:
        return ""
    with spinner("drawing") as say, ThreadPoolExecutor(1) as pool:
        drawing = pool.submit(draw_failure, engine.course.root, result, tests)
        say("comparing with known mistakes")
        named = tests if named_at == engine.seed else engine.run(exercise, path, seed=named_at)
        words = name_mistakes(engine, exercise, named, seed=named_at, tasks=(failed.number,)).get(failed.number, "")
        if words or (failed.verdict is Verdict.WRONG_ANSWER and named.first_failure(failed.number)):
            console.print(terminal.diagnosis(words or unexplained(named, failed.number)))
        picture = drawing.result()
    if picture:
        console.print(terminal.picture(picture), soft_wrap=True)
    if place := write_call(engine.course, exercise, tests, failed.number, program=path):
        console.print(terminal.call(place.as_posix()), soft_wrap=True)
    return words
