"""One submission's file, judged wherever an executor runs it: each of its threads or processes keeps a warm engine.

Any :class:`concurrent.futures.Executor` serves: :func:`judge` and its argument can be pickled.
"""

from __future__ import annotations

import atexit
import threading
from pathlib import Path

import msgspec

from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.explain import PictureQueue, name_mistakes, with_mistakes
from deepkata.handed_in import SourceFile, Submission
from deepkata.judge.engine import Engine
from deepkata.judge.score import score
from deepkata.manifest import Exercise
from deepkata.sandbox import by_level
from deepkata.verdicts import ExerciseResult, SuiteRun

#: Seconds for the diagnosis of one file: the first of a class has all known mistakes run, those after it find them kept.
DIAGNOSIS_S = 900.0


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same for all jobs of a run; ``level``: of the sandbox, or what is asked for where each machine has its own."""

    root: Path
    seed: int
    cold: bool
    level: str
    hidden: tuple[Path, ...]
    many: bool = False
    diagnosis: bool = False
    pictures: Path | None = None


class FileJob(msgspec.Struct, frozen=True, kw_only=True):
    """One submission's file for one exercise."""

    settings: Settings
    exercise: str
    submission: Submission


class JudgedFile(msgspec.Struct, frozen=True, kw_only=True):
    """The result, the very bytes that it is about, the sandbox's level, and the pictures that it names, to be drawn."""

    source_file: SourceFile
    result: ExerciseResult
    level: str
    orders: tuple[tuple[bytes, Path], ...] = ()


class _Local(threading.local):
    """What one thread keeps: an engine, and what it was made for."""

    settings: Settings | None = None
    engine: Engine | None = None


_local = _Local()
_engines: list[Engine] = []


def judge(job: FileJob) -> JudgedFile:
    """Judge one file. Raises DeepkataError where nothing can be judged here."""
    engine = _engine(job.settings)
    exercise = engine.course.get(job.exercise)
    source_file = job.submission.read(exercise)
    try:
        return examine(engine, job.settings, exercise, job.submission.name, source_file)
    except DeepkataError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of ours, with this file: the rest of the class goes on
        _local.engine = None
        return JudgedFile(source_file=source_file, result=failed(exercise, error), level=job.settings.level)


def examine(engine: Engine, settings: Settings, exercise: Exercise, name: str, source_file: SourceFile) -> JudgedFile:
    """Judge one file of a submission with an engine. Raises DeepkataError, and whatever is a fault of ours."""
    engine.only(exercise)  # a worker's jobs come exercise by exercise: the suite before is not needed again
    queue = PictureQueue(settings.pictures or Path())
    result, run = engine.examine(exercise, source_file)
    if settings.diagnosis:
        result = with_mistakes(result, name_mistakes(engine, exercise, run, budget_s=DIAGNOSIS_S))
    if settings.pictures:
        result = queue.take(result, run, name)
    return JudgedFile(source_file=source_file, result=result, level=engine.sandbox.level, orders=tuple(queue.orders))


def failed(exercise: Exercise, error: Exception) -> ExerciseResult:
    """The result of a file with which the judge itself failed."""
    return score(exercise, SuiteRun(error=f"The judge failed by itself: {type(error).__name__}: {error}"))


def _engine(settings: Settings) -> Engine:
    if _local.engine is None or _local.settings != settings:
        sandbox = by_level(settings.level, settings.hidden)
        _local.engine = Engine(Course.read(settings.root), cold=settings.cold, seed=settings.seed, sandbox=sandbox, many=settings.many)
        _local.settings = settings
        _engines.append(_local.engine)
    return _local.engine


def cancel() -> None:
    """End what is being judged in this process; its results are worthless."""
    for engine in _engines:
        engine.cancel()


@atexit.register
def close() -> None:
    """End the engines of this process."""
    while _engines:
        _engines.pop().close()
