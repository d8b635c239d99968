"""The stages of grading a class: judged, judged privately, measured; each adds to the results of the one before."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from deepkata.course import Course
from deepkata.grading import private as private_parts
from deepkata.grading import speed
from deepkata.grading.grade import OnResult, Results, grade
from deepkata.grading.pool import Settings
from deepkata.grading.private import Private
from deepkata.grading.store import Keys, Store
from deepkata.handed_in import Submission
from deepkata.manifest import Exercise
from deepkata.report.model import Environment, Machine, NotUnderstood, Report, SubmissionResult
from deepkata.sandbox import Sandbox, weakest
from deepkata.verdicts import ExerciseResult

PoolFor = Callable[[Course, list[Exercise], Settings], Executor]


class Counter(Protocol):
    """Counts what is done."""

    def add(self, what: str, *, known: bool = False) -> None: ...


#: A bar: what has been done with how many.
BarFor = Callable[[str, int], AbstractContextManager[Counter]]


class Stages:
    """A class on its way through the stages. ``levels``: those of the sandbox that a result may be reached at, the strongest first."""

    def __init__(
        self, course: Course, exercises: list[Exercise], submissions: list[Submission], settings: Settings, levels: tuple[str, ...],
        store: Store, *, again: bool,
    ) -> None:  # fmt: skip
        self.course = course
        self.exercises = exercises
        self.submissions = submissions
        self.settings = settings
        self.levels = levels
        self.store = store
        self.again = again
        self.results: Results = {}
        self.reached: set[str] = set()

    def judge(self, pool_for: PoolFor, bar: AbstractContextManager[Counter]) -> None:
        """The verdicts. Raises what the pool raises."""
        self.results = self._judged(pool_for, self.settings, self.course, bar)

    def judge_privately(self, private: Private, folder: Path, pool_for: PoolFor, bar_for: BarFor) -> None:
        """The same with the private seeds, and by the private suites."""

        def run(settings: Settings, course: Course) -> Results:
            count = len(self._those_of(course)) * len(self.submissions)
            return self._judged(pool_for, settings, course, bar_for("judged privately", count))

        self.results = private_parts.judge(private, self.course, folder, self.settings, self.results, run)

    def measure(self, sandbox: Sandbox, bar_for: BarFor) -> None:
        """The speed of what was accepted and has a benchmark."""
        wanted = speed.to_measure(self.course, self.results)
        keys = self._keys(self.course, self.settings.seed, sandbox.level)
        with bar_for("measured", len(wanted)) as bar:
            speed.measure(
                self.course, sandbox, self.results, self.submissions, wanted,
                store=self.store, keys=keys, again=self.again, on_result=_counted(bar),
            )  # fmt: skip

    def report(self, not_understood: tuple[NotUnderstood, ...], machines: tuple[Machine, ...]) -> Report:
        """Everything, by submission."""
        graded = [
            SubmissionResult.of(one.name, [self.results[one.name, exercise.id] for exercise in self.exercises], late=one.late)
            for one in self.submissions
        ]
        level = weakest(self.reached or self.levels[:1])
        return Report.of(self.course, graded, seed=self.settings.seed, sandbox=level, not_understood=not_understood, machines=machines)

    def _judged(self, pool_for: PoolFor, settings: Settings, course: Course, bar: AbstractContextManager[Counter]) -> Results:
        wanted = self._those_of(course)
        with bar as counter, pool_for(course, wanted, settings) as executor:
            graded = grade(
                executor, settings, wanted, self.submissions,
                store=self.store, again=self.again,
                keys=[self._keys(course, settings.seed, level) for level in self.levels],
                on_result=_counted(counter),
            )  # fmt: skip
        self.reached.update(graded.levels)
        return graded.results

    def _those_of(self, course: Course) -> list[Exercise]:
        """The exercises to be graded, as a course has them: one of private suites has others under the same ids."""
        ids = {exercise.id for exercise in self.exercises}
        return [exercise for exercise in course if exercise.id in ids]

    def _keys(self, course: Course, seed: int, level: str) -> Keys:
        return Keys(course, Environment.here(level), seed, cold=self.settings.cold, diagnosis=self.settings.diagnosis)


def _counted(bar: Counter) -> OnResult:
    def tell(submission: Submission, result: ExerciseResult, known: bool) -> None:
        bar.add(f"{result.id}: {submission.name}", known=known)

    return tell
