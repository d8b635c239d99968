"""Judges behind the screen: one thread with the warm engine, which always works on what was asked for last."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

from deepkata.bench.contenders import BadBenchmark
from deepkata.bench.session import Stopwatch
from deepkata.course import Course, secrets
from deepkata.errors import DeepkataError
from deepkata.explain import draw_failure, name_at_once, name_mistakes, prepare, unexplained, with_mistakes, write_call
from deepkata.handed_in import SourceFile, read_file
from deepkata.judge.engine import Cancelled, Engine
from deepkata.judge.protocol import Listed
from deepkata.judge.score import decided
from deepkata.learn import stubs
from deepkata.learn.progress import Progress, state
from deepkata.manifest import Exercise
from deepkata.sandbox import Want, choose
from deepkata.verdicts import ExerciseResult, Speed, SuiteRun, TestResult, Verdict


@dataclass(frozen=True)
class Began:
    """An exercise is being judged, or its workers are being started."""

    exercise: Exercise


@dataclass(frozen=True)
class Tested:
    """One test has been run, and these tasks are decided by now."""

    exercise: Exercise
    test: TestResult
    decided: dict[int, Verdict]


@dataclass(frozen=True)
class Judged:
    """A verdict, and how long it took."""

    exercise: Exercise
    result: ExerciseResult
    seconds: float


@dataclass(frozen=True)
class Explained:
    """What takes a moment longer than a verdict: the mistake's name (empty: there is none), or the place of a picture, of its first failure."""

    exercise: Exercise
    result: ExerciseResult
    diagnosis: str | None = None
    picture: str | None = None


@dataclass(frozen=True)
class Measuring:
    """How far the measurement of a solved exercise's speed is, from 0 to 1."""

    exercise: Exercise
    done: float


@dataclass(frozen=True)
class Measured:
    exercise: Exercise
    speed: Speed


@dataclass(frozen=True)
class Rejudged:
    """An exercise that was solved, and changed since, has been judged again."""

    exercise: Exercise
    result: ExerciseResult


@dataclass(frozen=True)
class Troubled:
    """Something that the user should know; no verdict came of it."""

    exercise: Exercise | None
    message: str


@dataclass(frozen=True)
class Rested:
    """All that was asked for is done; the memory of everything that runs, in megabytes."""

    exercise: Exercise
    memory_mb: float


Event = Began | Tested | Judged | Explained | Measuring | Measured | Rejudged | Troubled | Rested
Job = Callable[[], None]
#: What follows a verdict computes in the process that paints it: the verdict is given this long to be on the screen first.
PAINT_S = 0.05
COMPARING = "Comparing your results with those of known mistakes …"


class Judging:
    """Judges what it is asked to; ``tell`` hears of everything, in the judging thread.

    A new wish ends what is going on, and takes its place. When nothing is wished, what was solved and has changed since
    is judged again, and ``soon``'s exercise is made ready.
    """

    def __init__(self, course: Course, tell: Callable[[Event], None], *, measure: bool = True) -> None:
        self.course = course
        self.tell = tell
        self.measure = measure
        self.engine = Engine(course, sandbox=choose(Want.AUTO, secrets(course))[0])
        self.stopwatch = Stopwatch(self.engine)
        self._wish: Exercise | None = None
        self._soon: Exercise | None = None
        self._changed: list[Exercise] = []
        self._held: list[Exercise] = []
        self._closing = False
        self._changes = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="judging", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def judge(self, exercise: Exercise, *, soon: Exercise | None = None) -> None:
        """Judge this now, whatever else is going on; ``soon``: what may come next."""
        with self._changes:
            self._wish, self._soon = exercise, soon
            self.engine.cancel()
            self._changes.notify()

    def judge_again(self, exercises: list[Exercise]) -> None:
        """Judge these when there is time."""
        with self._changes:
            self._changed = list(exercises)
            self._changes.notify()

    def close(self) -> None:
        """End everything."""
        with self._changes:
            self._closing = True
            self.engine.cancel()
            self._changes.notify()
        if self._thread.is_alive():
            self._thread.join()
        self.stopwatch.__exit__()
        self.engine.close()

    # --- the thread -----------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while job := self._next():
            exercise, work = job
            try:
                work()
                self.tell(Rested(exercise, _memory()))
            except Cancelled:
                pass
            except DeepkataError as error:
                self.tell(Troubled(exercise, str(error)))
            except Exception as error:  # noqa: BLE001 - a fault of ours must not take the screen along
                self.tell(Troubled(exercise, f"The judge failed by itself, please report it: {type(error).__name__}: {error}"))

    def _next(self) -> tuple[Exercise, Job] | None:
        """What to do next; None at the end."""
        with self._changes:
            while not (self._closing or self._wish or self._changed or self._soon):
                self._changes.wait()
            if self._closing:
                return None
            self.engine.resume()
            if exercise := self._wish:
                self._wish = None
                return exercise, lambda: self._judge(exercise)
            if self._changed:
                changed = self._changed.pop(0)
                return changed, lambda: self._judge_changed(changed)
            if soon := self._soon:
                self._soon = None
                return soon, lambda: self._warm(soon)
            return None

    def _judge(self, exercise: Exercise) -> None:
        self._changed = [other for other in self._changed if other != exercise]
        self.tell(Began(exercise))
        listed: tuple[Listed, ...] = ()
        if not self.course.lacking(exercise):
            self._warm(exercise)
            self.engine.wait(exercise)
            listed = self.engine.tests(exercise)
        given, judged = read_file(self.course.stub(exercise)), state(self.course, exercise)
        started = time.monotonic()
        tests: list[TestResult] = []

        def tested(test: TestResult) -> None:
            tests.append(test)
            self.tell(Tested(exercise, test, decided(exercise, listed, tests)))

        result, run = self.engine.examine(exercise, given, on_test=tested)
        seconds = time.monotonic() - started
        said = name_at_once(self.engine, exercise, run)
        if said is not None:
            result = with_mistakes(result, _or_none(result, run, said))
        self.tell(Judged(exercise, result, seconds))
        time.sleep(PAINT_S)
        self._note(exercise, result, judged, given)
        if result.first_failure:
            self._explain(exercise, result, run, named=said is not None)
        elif self.measure and run.tests and self.course.benchmark(exercise).is_file():
            self._time(exercise, given)

    def _note(self, exercise: Exercise, result: ExerciseResult, judged: str, given: SourceFile) -> None:
        try:
            with Progress.change(self.course.root) as progress:
                progress.note(result, judged)
                stubs.keep(self.course, exercise, given.data or b"")
        except DeepkataError as error:
            self.tell(Troubled(exercise, str(error)))

    def _explain(self, exercise: Exercise, result: ExerciseResult, run: SuiteRun, *, named: bool) -> None:
        failed = result.first_failure
        if failed is None or not run.evidence:
            return

        def draw() -> None:
            if picture := draw_failure(self.course.root, result, run):
                self.tell(Explained(exercise, result, picture=picture))

        write_call(self.course, exercise, run, failed.number)
        threading.Thread(target=draw, name="drawing", daemon=True).start()
        if not named:
            self.tell(Explained(exercise, result, diagnosis=COMPARING))
            said = _or_none(result, run, name_mistakes(self.engine, exercise, run, tasks=(failed.number,)))
            self.tell(Explained(exercise, result, diagnosis=said.get(failed.number, "")))

    def _time(self, exercise: Exercise, given: SourceFile) -> None:
        def say(done: float) -> None:
            self.engine.check_cancelled()
            self.tell(Measuring(exercise, done))

        try:
            measured = self.stopwatch.time(exercise, given, say)
        except BadBenchmark as error:
            self.tell(Troubled(exercise, str(error)))
        else:
            self.tell(Measured(exercise, measured.speed))

    def _judge_changed(self, exercise: Exercise) -> None:
        if self.course.lacking(exercise):
            return
        given, judged = read_file(self.course.stub(exercise)), state(self.course, exercise)
        self._warm(exercise)
        try:
            result = self.engine.judge(exercise, given)
        except Cancelled:
            with self._changes:
                self._changed.insert(0, exercise)
            raise
        self._note(exercise, result, judged, given)
        self.tell(Rejudged(exercise, result))

    def _warm(self, exercise: Exercise) -> None:
        """Start what an exercise needs; the judges of those before the last one are not needed any more."""
        if self.course.lacking(exercise):
            return
        self.engine.warm(exercise)
        prepare(self.course, exercise)
        self._held = [*(other for other in self._held if other != exercise), exercise]
        while len(self._held) > 3:
            self.engine.rest(self._held.pop(0))


def _or_none(result: ExerciseResult, run: SuiteRun, said: dict[int, str]) -> dict[int, str]:
    """What was found out, with words for the first failure if nothing was."""
    failed = result.first_failure
    if failed is None or failed.verdict is not Verdict.WRONG_ANSWER:
        return said
    return {failed.number: unexplained(run, failed.number), **said}


def _memory() -> float:
    """Megabytes of this process and of all below it, what several share counted once."""
    own = psutil.Process()
    total = 0
    for process in (own, *own.children(recursive=True)):
        try:
            about = process.memory_full_info()
        except psutil.Error:
            continue
        total += getattr(about, "pss", about.uss)
    return total / 2**20
