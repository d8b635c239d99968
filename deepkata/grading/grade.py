"""A class, graded: every submission's file for every exercise, by as many workers as there are cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from typing import NamedTuple

from deepkata import pictures
from deepkata.grading import pool
from deepkata.grading.pool import FileJob, JudgedFile, Settings
from deepkata.grading.store import Keys, Store
from deepkata.handed_in import Submission
from deepkata.manifest import Exercise
from deepkata.verdicts import ExerciseResult

OnResult = Callable[[Submission, ExerciseResult, bool], None]
Results = dict[tuple[str, str], ExerciseResult]


class Graded(NamedTuple):
    """The results, and the levels of the sandbox at which they were reached."""

    results: Results
    levels: frozenset[str]


def grade(
    executor: Executor,
    settings: Settings,
    exercises: Sequence[Exercise],
    submissions: Sequence[Submission],
    *,
    store: Store,
    keys: Sequence[Keys],
    again: bool,
    on_result: OnResult,
) -> Graded:
    """The results by name of submission and id of exercise; each is kept in the store the moment it is there.

    ``on_result`` is told of each, and whether it was there already. With ``again`` nothing is taken from the store.
    ``keys``: one for each level of the sandbox that a result may have been reached at, the strongest first.
    """
    results: Results = {}
    levels: set[str] = set()
    by_level = {one.level: one for one in keys}
    pending: dict[Future[JudgedFile], tuple[Exercise, Submission]] = {}
    try:
        for exercise, submission, known in _known(exercises, submissions, store, keys, again=again):
            if known:
                level, results[submission.name, exercise.id] = known
                levels.add(level)
                on_result(submission, known[1], True)
            else:
                job = FileJob(settings=settings, exercise=exercise.id, submission=submission)
                pending[executor.submit(pool.judge, job)] = exercise, submission
        for future in as_completed(pending):
            exercise, submission = pending[future]
            judged = future.result()
            pictures.keep(judged.orders)
            store.put(by_level[judged.level].of(exercise, judged.source_file), judged.result)
            levels.add(judged.level)
            results[submission.name, exercise.id] = judged.result
            on_result(submission, judged.result, False)
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        pool.cancel()
        raise
    return Graded(results, frozenset(levels))


def _known(
    exercises: Sequence[Exercise], submissions: Sequence[Submission], store: Store, keys: Sequence[Keys], *, again: bool
) -> Iterator[tuple[Exercise, Submission, tuple[str, ExerciseResult] | None]]:
    """Exercise by exercise, so that a worker makes each suite ready once."""
    for exercise in exercises:
        for submission in submissions:
            yield exercise, submission, None if again else _kept(store, keys, exercise, submission)


def _kept(store: Store, keys: Sequence[Keys], exercise: Exercise, submission: Submission) -> tuple[str, ExerciseResult] | None:
    """What the store has of a file, with the level at which it was judged."""
    given = submission.read(exercise)
    found = ((one.level, store.get(one.of(exercise, given))) for one in keys)
    return next(((level, result) for level, result in found if result), None)
