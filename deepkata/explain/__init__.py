"""What explains a failure once its verdict is out: the known mistake behind it, and the pictures of it."""

from __future__ import annotations

import logging
import threading

import msgspec

from deepkata.course import PUBLIC_SEED, Course
from deepkata.errors import DeepkataError
from deepkata.explain.again import write_call
from deepkata.explain.diagnosis import AnswerSource, diagnose, in_short, in_words
from deepkata.explain.known_answers import KnownAnswers
from deepkata.explain.pictures import PictureQueue, draw_failure
from deepkata.explain.replay import BUDGET_S, Replays
from deepkata.judge.engine import Cancelled, Engine
from deepkata.manifest import Exercise
from deepkata.verdicts import ExerciseResult, SuiteRun, Verdict

__all__ = [
    "PictureQueue",
    "draw_failure",
    "in_short",
    "name_at_once",
    "name_mistakes",
    "prepare",
    "unexplained",
    "with_mistakes",
    "write_call",
]

#: A case is smaller than another one if its call needs at most this part of the bytes.
SMALLER = 0.5
LOG = logging.getLogger("deepkata.explain")


def name_mistakes(
    engine: Engine, exercise: Exercise, run: SuiteRun, *, seed: int | None = None, tasks: tuple[int, ...] = (), budget_s: float = BUDGET_S
) -> dict[int, str]:
    """What explains the failed tasks of a run, in words: nothing where nothing known does, or time runs out.

    With the answers in the repository all tasks are explained at once. Where they do not help (another seed, a private suite,
    answers that are stale) the known programs are run, for ``tasks`` alone. A fault of ours costs no verdict; it is logged
    with its traceback. Raises DeepkataError, Cancelled.
    """
    said = name_at_once(engine, exercise, run, seed=seed)
    if said is None and not engine.course.handed_out:
        replays = Replays(engine, exercise, engine.seed if seed is None else seed, budget_s)
        return _named(engine.course, exercise, replays, run, tasks)
    return said or {}


def name_at_once(engine: Engine, exercise: Exercise, run: SuiteRun, *, seed: int | None = None) -> dict[int, str] | None:
    """What the answers in the repository explain, without running anything; None if they are not about this run."""
    if not any(evidence.transcript for evidence in run.evidence.values()):
        return {}
    if (engine.seed if seed is None else seed) != PUBLIC_SEED:
        return None
    stored = KnownAnswers.of(engine.course, exercise)
    if stored is None or not stored.was_asked(engine.course.reference(exercise), run):
        return None
    return _named(engine.course, exercise, stored, run)


def _named(course: Course, exercise: Exercise, source: AnswerSource, run: SuiteRun, tasks: tuple[int, ...] = ()) -> dict[int, str]:
    try:
        return in_words(diagnose(course, exercise, source, run, tasks=tasks), run)
    except (DeepkataError, Cancelled):
        raise
    except Exception:
        LOG.exception("the mistake in %s could not be named", exercise.id)
        return {}


def unexplained(run: SuiteRun, task: int) -> str:
    """What is said of a wrong answer that is nobody else's: whether a smaller case of the task fails as well."""
    words = "No wrong program of the course answers like yours, so there is nothing to add to the message above."
    sizes = {name: len(evidence.call) + len(evidence.arrays) for name, evidence in run.evidence.items() if evidence.call}
    failed = [test for test in run.of_task(task) if test.name in sizes and test.verdict is not Verdict.ACCEPTED]
    first, smallest = run.first_failure(task), min(failed, key=lambda test: sizes[test.name], default=None)
    if first and smallest and sizes[smallest.name] <= SMALLER * sizes.get(first.name, 0):
        words += f" A smaller case fails, too:\n\n{smallest.title}\n{smallest.message}"
    return words


def prepare(course: Course, exercise: Exercise) -> None:
    """Read the answers in the repository ahead, in a thread, while the suite is being made ready."""
    threading.Thread(target=KnownAnswers.of, args=(course, exercise), name="known answers", daemon=True).start()


def with_mistakes(result: ExerciseResult, said: dict[int, str]) -> ExerciseResult:
    """The result with what was found out about its tasks."""
    tasks = tuple(msgspec.structs.replace(task, diagnosis=said.get(task.number)) for task in result.tasks)
    return msgspec.structs.replace(result, tasks=tasks)
