"""The speed of a class, after its verdicts: one program at a time, with nothing else of ours beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from deepkata.bench.session import Stopwatch, unmeasured, with_speed
from deepkata.course import Course
from deepkata.grading.grade import OnResult, Results
from deepkata.grading.store import Keys, Store
from deepkata.handed_in import Submission
from deepkata.judge.engine import Engine
from deepkata.manifest import Exercise
from deepkata.sandbox import Sandbox
from deepkata.verdicts import ExerciseResult, Verdict


def to_measure(course: Course, results: Results) -> list[tuple[str, str]]:
    """Of which submission's exercises there is a speed: those that were accepted and have a benchmark."""
    accepted = [key for key, result in results.items() if result.verdict is Verdict.ACCEPTED]
    return [key for key in accepted if course.benchmark(course.get(key[1])).is_file()]


def measure(
    course: Course,
    sandbox: Sandbox,
    results: Results,
    submissions: Sequence[Submission],
    wanted: Collection[tuple[str, str]],
    *,
    store: Store,
    keys: Keys,
    again: bool,
    on_result: OnResult,
) -> None:
    """Add their speed to the results ``wanted``; each is kept in the store, and taken from there unless ``again``."""
    with Engine(course, sandbox=sandbox) as engine, Stopwatch(engine) as watch:
        for exercise in course:
            for submission in submissions:
                result = results.get((submission.name, exercise.id))
                if result and exercise.speed and result.verdict not in (Verdict.ACCEPTED, Verdict.NOT_APPLICABLE):
                    results[submission.name, exercise.id] = unmeasured(result, exercise)
                if (submission.name, exercise.id) not in wanted:
                    continue
                result, known = _measured(watch, exercise, submission, store, keys, results[submission.name, exercise.id], again=again)
                results[submission.name, exercise.id] = result
                on_result(submission, result, known)
            engine.rest(exercise)


def _measured(
    watch: Stopwatch, exercise: Exercise, submission: Submission, store: Store, keys: Keys, result: ExerciseResult, *, again: bool
) -> tuple[ExerciseResult, bool]:
    given = submission.read(exercise)
    key = f"{keys.of(exercise, given)}/speed"
    if not again and (known := store.get(key)) and known.speed:
        return with_speed(result, known.speed), True
    measured = with_speed(result, watch.time(exercise, given).speed)
    store.put(key, measured)
    return measured, False
