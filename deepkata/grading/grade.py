"""A class, graded: every submission's file for every exercise, in as many lanes as there are cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed

from deepkata import pictures
from deepkata.course import Exercise
from deepkata.grading import lanes
from deepkata.grading.lanes import Job, Judged, Settings
from deepkata.grading.store import Keys, Store
from deepkata.handed_in import Submission
from deepkata.verdicts import ExerciseResult

OnResult = Callable[[Submission, ExerciseResult, bool], None]
Results = dict[tuple[str, str], ExerciseResult]


def grade(
    executor: Executor,
    settings: Settings,
    exercises: Sequence[Exercise],
    submissions: Sequence[Submission],
    *,
    store: Store,
    keys: Keys,
    again: bool,
    on_result: OnResult,
) -> Results:
    """The results by name of submission and id of exercise; each is kept in the store the moment it is there.

    ``on_result`` is told of each, and whether it was there already. With ``again`` nothing is taken from the store.
    """
    results: Results = {}
    pending: dict[Future[Judged], tuple[Exercise, Submission]] = {}
    try:
        for exercise, submission, known in _known(exercises, submissions, store, keys, again=again):
            if known:
                results[submission.name, exercise.id] = known
                on_result(submission, known, True)
            else:
                job = Job(settings=settings, exercise=exercise.id, submission=submission)
                pending[executor.submit(lanes.judge, job)] = exercise, submission
        for future in as_completed(pending):
            exercise, submission = pending[future]
            judged = future.result()
            pictures.keep(judged.orders)
            store.put(keys.of(exercise, judged.handed_in), judged.result)
            results[submission.name, exercise.id] = judged.result
            on_result(submission, judged.result, False)
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        lanes.cancel()
        raise
    return results


def _known(
    exercises: Sequence[Exercise], submissions: Sequence[Submission], store: Store, keys: Keys, *, again: bool
) -> Iterator[tuple[Exercise, Submission, ExerciseResult | None]]:
    """Exercise by exercise, so that a lane makes each suite ready once."""
    for exercise in exercises:
        for submission in submissions:
            known = None if again else store.get(keys.of(exercise, submission.read(exercise)))
            yield exercise, submission, known
