"""``%%kata box_iou`` above a cell: the cell is judged as the exercise's file, by the same judge as everywhere."""

from __future__ import annotations

import argparse
import atexit
import functools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from IPython.core.magic import Magics, cell_magic, magics_class
from IPython.display import HTML, display

from deepkata import fixtures
from deepkata.course import Course, secrets
from deepkata.errors import DeepkataError
from deepkata.explain import draw_failure, name_mistakes, prepare, unexplained
from deepkata.handed_in import SourceFile
from deepkata.judge.engine import Engine
from deepkata.learn import stubs
from deepkata.learn.progress import Progress, state
from deepkata.manifest import Exercise
from deepkata.notebook.html import problem, verdict
from deepkata.sandbox import Want, choose
from deepkata.verdicts import ExerciseResult, SuiteRun, Verdict


class BadMagic(DeepkataError):
    """A line after ``%%kata`` that means nothing."""


USAGE = (
    "%%kata EXERCISE judges this cell as the exercise's file, for instance %%kata box_iou.\n"
    "With --save behind the name, the cell is written to exercises/ as well. For a hint, run !deepkata hint box_iou in another cell."
)


class _Parser(argparse.ArgumentParser):
    """Raises instead of ending the kernel."""

    def error(self, message: str) -> NoReturn:
        raise BadMagic(f"{message}.\nUsage: %%kata EXERCISE [--save], for instance %%kata box_iou")


PARSER = _Parser(prog="%%kata", add_help=False, allow_abbrev=False)
PARSER.add_argument("exercise")
PARSER.add_argument("--save", action="store_true")


@magics_class
class Kata(Magics):
    """Keeps one warm engine for the notebook's course."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.engine: Engine | None = None
        atexit.register(self.close)

    @cell_magic
    def kata(self, line: str, cell: str) -> None:
        """``%%kata EXERCISE [--save]``: judge this cell as the exercise's file; ``--save`` writes it to exercises/ as well."""
        try:
            if {"-h", "--help"} & set(words := line.split()) or not words:
                raise BadMagic(USAGE)
            asked = PARSER.parse_args(words)
            course = Course.find(None)
            exercise = course.get(asked.exercise)
            for entry in fixtures.missing(course.root, exercise.data):
                fixtures.fetch(course.root, entry)
            if asked.save:
                stubs.put(course, exercise, cell.encode())
            self._judge(course, exercise, b"\n" + cell.encode(), saved=asked.save)  # lines are counted with the magic's
        except DeepkataError as error:
            display(HTML(problem(str(error))))
        except KeyboardInterrupt:
            self.close()  # with all that it had started
            display(HTML(problem("Stopped. Run the cell again to judge it.")))

    def _judge(self, course: Course, exercise: Exercise, data: bytes, *, saved: bool) -> None:
        shown = display(HTML(problem(f"Judging {exercise.name} …")), display_id=True)
        engine = self._warm(course, exercise)
        judged = state(course, exercise)
        started = time.monotonic()
        result, run = engine.examine(exercise, SourceFile(where=f"{exercise.name}, this cell", data=data))
        seconds = time.monotonic() - started
        if saved:
            with Progress.change(course.root) as progress:
                progress.note(result, judged)
        show = functools.partial(verdict, exercise, result, seconds, note=_note(course, exercise, result, saved=saved))
        shown.update(HTML(show()))
        _explain(engine, exercise, result, run, lambda *found: shown.update(HTML(show(*found))))

    def _warm(self, course: Course, exercise: Exercise) -> Engine:
        """The engine of this course, with the exercise's suite collected."""
        if self.engine is None or self.engine.course.root != course.root:
            self.close()
            walls, _ = choose(Want.AUTO, secrets(course))
            self.engine = Engine(course, sandbox=walls)
        self.engine.course = course
        self.engine.warm(exercise)
        prepare(course, exercise)
        self.engine.wait(exercise)
        return self.engine

    def close(self) -> None:
        """End the engine, and every process of its."""
        if self.engine is not None:
            self.engine.close()
            self.engine = None


def _note(course: Course, exercise: Exercise, result: ExerciseResult, *, saved: bool) -> str:
    """Where the cell was written, and what comes next."""
    words = f"Saved in {course.stub(exercise).relative_to(course.root)}. " if saved else ""
    if result.verdict is not Verdict.ACCEPTED:
        return words
    if not saved:
        return f"To keep it: %%kata {exercise.name} --save"
    after = Progress.load(course.root).next_after(course, exercise)
    return words + (f"Next: %%kata {after.name}" if after else "That was the last exercise: well done.")


def _explain(engine: Engine, exercise: Exercise, result: ExerciseResult, run: SuiteRun, show: Callable[..., None]) -> None:
    """What takes a moment longer: the name of the mistake, then the picture, each as soon as it is there."""
    failed = result.first_failure
    if failed is None or not run.evidence:
        return
    words = name_mistakes(engine, exercise, run, tasks=(failed.number,)).get(failed.number, "")
    if not words and failed.verdict is Verdict.WRONG_ANSWER:
        words = unexplained(run, failed.number)
    show(words)
    if picture := draw_failure(engine.course.root, result, run):
        show(words, Path(engine.course.root, picture).read_bytes())


def register(shell: Any) -> None:
    """Make the magic known to a shell."""
    shell.register_magics(Kata)
