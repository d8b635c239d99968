"""What explains a failure once its verdict is out: the known mistake behind it, and the pictures of it."""

from __future__ import annotations

import logging
import threading

import msgspec

from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.explain.again import write_call
from deepkata.explain.diagnosis import AnswerSource, diagnose, in_short, in_words
from deepkata.explain.known_answers import PUBLIC_SEED, KnownAnswers
from deepkata.explain.pictures import PictureQueue, draw_failure
from deepkata.explain.replay import BUDGET_S, Replays
from deepkata.judge.engine import Cancelled, Engine
from deepkata.manifest import Exercise
from deepkata.verdicts import ExerciseResult, SuiteRun

__all__ = [
    "NONE_FITS",
    "PUBLIC_SEED",
    "PictureQueue",
    "draw_failure",
    "in_short",
    "name_at_once",
    "name_mistakes",
    "prepare",
    "with_mistakes",
    "write_call",
]

#: Said to a student whose wrong answers are nobody else's.
NONE_FITS = "Nothing more is known about this failure."
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


def prepare(course: Course, exercise: Exercise) -> None:
    """Read the answers in the repository ahead, in a thread, while the suite is being made ready."""
    threading.Thread(target=KnownAnswers.of, args=(course, exercise), name="known answers", daemon=True).start()


def with_mistakes(result: ExerciseResult, said: dict[int, str]) -> ExerciseResult:
    """The result with what was found out about its tasks."""
    tasks = tuple(msgspec.structs.replace(task, diagnosis=said.get(task.number)) for task in result.tasks)
    return msgspec.structs.replace(result, tasks=tasks)
