"""What explains a failure once its verdict is out: the known mistake behind it, and the pictures of it."""

from __future__ import annotations

import logging

import msgspec

from deepkata.course import Exercise
from deepkata.errors import DeepkataError
from deepkata.explain.again import write_call
from deepkata.explain.diagnosis import diagnose, in_words
from deepkata.explain.pictures import PictureQueue
from deepkata.explain.replay import BUDGET_S, Replays
from deepkata.judge.engine import Cancelled, Engine
from deepkata.verdicts import ExerciseResult, SuiteRun

__all__ = ["PictureQueue", "name_mistakes", "with_mistakes", "write_call"]

LOG = logging.getLogger("deepkata.explain")


def name_mistakes(
    engine: Engine, exercise: Exercise, run: SuiteRun, *, seed: int | None = None, tasks: tuple[int, ...] = (), budget_s: float = BUDGET_S
) -> dict[int, str]:
    """What explains the failed tasks of a run (of ``tasks``, or all), in words: nothing where nothing known does, or time runs out.

    A fault of ours costs no verdict; it is logged with its traceback. Raises DeepkataError, Cancelled.
    """
    if not any(evidence.transcript for evidence in run.evidence.values()):
        return {}
    replays = Replays(engine, exercise, engine.seed if seed is None else seed, budget_s)
    try:
        return in_words(diagnose(replays, run, tasks=tasks), run)
    except (DeepkataError, Cancelled):
        raise
    except Exception:
        LOG.exception("the mistake in %s could not be named", exercise.id)
        return {}


def with_mistakes(result: ExerciseResult, said: dict[int, str]) -> ExerciseResult:
    """The result with what was found out about its tasks."""
    tasks = tuple(msgspec.structs.replace(task, diagnosis=said.get(task.number)) for task in result.tasks)
    return msgspec.structs.replace(result, tasks=tasks)
