"""Measuring one submission's file: correctness first, then speed, alone on the machine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import msgspec
from typing_extensions import Self

from deepkata.bench.contenders import About, Field
from deepkata.bench.measurement import Measurement, OnProgress, check, measure, sample
from deepkata.handed_in import SourceFile
from deepkata.judge.engine import Engine
from deepkata.judge.fork_servers import ForkServer, key
from deepkata.manifest import Exercise
from deepkata.verdicts import ExerciseResult, Pace, Ratio, Speed, Verdict


class Stopwatch:
    """Measures programs with the warm fork servers of an engine, and one more for the functions of the bench files."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.own: dict[str, ForkServer] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for server in self.own.values():
            server.end()

    def warm(self, exercise: Exercise) -> None:
        """Start what an exercise needs, without waiting."""
        self.engine.warm(exercise)
        if (name := key(exercise.profile, "bench")) not in self.own:
            self.own[name] = ForkServer.start(exercise.profile, self.engine.sandbox)

    def judge(
        self, exercise: Exercise, given: SourceFile, on_progress: OnProgress = lambda _: None
    ) -> tuple[ExerciseResult, Measurement | None]:
        """The verdict, and the speed if every task is accepted. Raises BadBenchmark, ForkServerFailed."""
        self.warm(exercise)
        result = self.engine.judge(exercise, given)
        if result.verdict is Verdict.NOT_APPLICABLE:
            return result, None
        if result.verdict is not Verdict.ACCEPTED:
            return unmeasured(result, exercise), None
        measured = self.time(exercise, given, on_progress)
        return with_speed(result, measured.speed), measured

    def time(self, exercise: Exercise, given: SourceFile, on_progress: OnProgress = lambda _: None) -> Measurement:
        """Measure one file whose results are known to be right. Raises BadBenchmark, ForkServerFailed."""
        worth = exercise.speed
        with self._field(exercise, given) as field:
            measured = measure(field, worth.limit if worth else None, on_progress)
        return msgspec.structs.replace(measured, speed=with_points(measured.speed, exercise))

    def sample(self, exercise: Exercise, given: SourceFile, calls: int) -> tuple[About, dict[str, float]]:
        """The seconds of one call of everybody, from a few. Raises BadBenchmark, ForkServerFailed."""
        with self._field(exercise, given) as field:
            return sample(field, calls)

    def check(self, exercise: Exercise, given: SourceFile) -> list[str]:
        """What is wrong with a benchmark, tried with one right file. Raises BadBenchmark, ForkServerFailed."""
        with self._field(exercise, given) as field:
            return check(field)

    @contextlib.contextmanager
    def _field(self, exercise: Exercise, given: SourceFile) -> Iterator[Field]:
        """The workers of one measurement, in warm fork servers; those that are lost in it are forgotten."""
        self.warm(exercise)
        own = key(exercise.profile, "bench")
        with self.engine.lend(exercise) as servers:
            servers.adopt(own, self.own[own].ready())
            try:
                with self.engine.sandbox.scratch() as scratch:
                    yield Field(self.engine.course, exercise, given.data or b"", servers, scratch)
            finally:
                if own in servers.lost:
                    del self.own[own]


def with_points(speed: Speed, exercise: Exercise) -> Speed:
    """What a speed is worth, where the course says that it is worth anything."""
    worth = exercise.speed
    if worth is None:
        return speed
    met = speed.ratio is not None and speed.verdict is not Pace.VOID
    if met and speed.low is not None:
        found = Ratio(ratio=speed.ratio or 0.0, low=speed.low, high=speed.high if speed.high is not None else speed.low)
        met = not found.misses(worth.limit)
    return msgspec.structs.replace(speed, limit=worth.limit, points=worth.points if met else 0, max_points=worth.points)


def unmeasured(result: ExerciseResult, exercise: Exercise) -> ExerciseResult:
    """A result that was not accepted, and so has no speed; points for it count as missed."""
    void = Speed(verdict=Pace.VOID, message="Only a program that passes every task is measured.")
    return with_speed(result, with_points(void, exercise))


def with_speed(result: ExerciseResult, speed: Speed) -> ExerciseResult:
    """A result with its speed; points for speed are added to those of the tasks."""
    points, max_points = result.points + speed.points, result.max_points + speed.max_points
    return msgspec.structs.replace(result, speed=speed, points=points, max_points=max_points)
