"""Measuring one submission's file: correctness first, then speed, alone on the machine."""

from __future__ import annotations

import msgspec

from deepkata.bench.contenders import Field
from deepkata.bench.ratio import misses
from deepkata.bench.rounds import Measured, OnProgress, measure
from deepkata.course import Course, Exercise
from deepkata.handed_in import HandedIn
from deepkata.judge.engine import Engine
from deepkata.judge.parents import Parents
from deepkata.sandbox import Sandbox
from deepkata.verdicts import ExerciseResult, Pace, Ratio, Speed, Verdict

ROLES = ("submission", "reference", "bench")


class Stopwatch:
    """Measures programs of one course; keeps the warm parents that it needs from one to the next."""

    def __init__(self, course: Course, sandbox: Sandbox) -> None:
        self.course = course
        self.parents = Parents(sandbox=sandbox)

    def warm(self, exercise: Exercise) -> None:
        """Start what an exercise needs. Raises ParentFailed."""
        self.parents.start(exercise.profile, ROLES)
        for role in ROLES:
            self.parents.get(exercise.profile, role)

    def time(self, exercise: Exercise, given: HandedIn, on_progress: OnProgress = lambda _: None) -> Measured:
        """Measure one file whose results are known to be right. Raises BadBenchmark, ParentFailed."""
        self.warm(exercise)
        worth = exercise.speed
        with self.parents.sandbox.scratch() as scratch:
            field = Field(self.course, exercise, given.data or b"", self.parents, scratch)
            measured = measure(field, worth.limit if worth else None, on_progress)
        return msgspec.structs.replace(measured, speed=with_points(measured.speed, exercise))

    def close(self) -> None:
        self.parents.close()


def with_points(speed: Speed, exercise: Exercise) -> Speed:
    """What a speed is worth, where the course says that it is worth anything."""
    worth = exercise.speed
    if worth is None:
        return speed
    met = speed.ratio is not None and speed.verdict is not Pace.VOID
    if met and speed.low is not None:
        found = Ratio(ratio=speed.ratio or 0.0, low=speed.low, high=speed.high if speed.high is not None else speed.low)
        met = not misses(found, worth.limit)
    return msgspec.structs.replace(speed, limit=worth.limit, points=worth.points if met else 0, max_points=worth.points)


def with_speed(result: ExerciseResult, speed: Speed) -> ExerciseResult:
    """A result with its speed; points for speed are added to those of the tasks."""
    points, max_points = result.points + speed.points, result.max_points + speed.max_points
    return msgspec.structs.replace(result, speed=speed, points=points, max_points=max_points)


def judge_and_time(
    engine: Engine, stopwatch: Stopwatch, exercise: Exercise, given: HandedIn, on_progress: OnProgress
) -> tuple[ExerciseResult, Measured | None]:
    """The verdict, and the speed if all tasks are accepted."""
    result = engine.judge(exercise, given)
    if result.verdict is not Verdict.ACCEPTED:
        void = Speed(verdict=Pace.VOID, message="Only a program that passes every task is measured.")
        return (result, None) if result.verdict is Verdict.NOT_APPLICABLE else (with_speed(result, with_points(void, exercise)), None)
    measured = stopwatch.time(exercise, given, on_progress)
    return with_speed(result, measured.speed), measured
