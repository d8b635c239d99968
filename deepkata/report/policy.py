"""What counts, and for how much: a policy is data, laid over a report that is there; nothing is judged again.

A policy is a TOML file::

    version = 1
    exercises = ["1_overview", "blob_by_hand"]   # what counts: topics and exercises; all, if not given
    self_reported = "leave out"                  # or "count": tasks that rest on the submission's own word
    best = 8                                     # the best so many exercises count
    out_of = 100                                 # the total is scaled to so many points

    [points]                                     # per exercise: for all of it, or for each task
    box_iou = 20
    hog = [1, 1, 2, 2, 4]

    [required]                                   # who lacks one of these gets at most this share of the points
    exercises = ["box_iou"]
    otherwise = 0.49

    [speed]                                      # on top: for accepted programs that were measured (grade --speed)
    limit = 1.5                                  # at most so many times the reference's time
    points = 1
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from deepkata import toml
from deepkata.errors import DeepkataError
from deepkata.report.model import Report, SubmissionResult
from deepkata.report.speed import interval
from deepkata.verdicts import ExerciseResult, Pace, TaskResult, Verdict


class BadPolicy(DeepkataError):
    def __init__(self, path: Path, problem: object) -> None:
        super().__init__(f"{path} is no policy: {problem}")


class Required(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What nobody passes without."""

    exercises: tuple[str, ...]
    otherwise: float = 0.0


class Bonus(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Points on top for speed, per exercise."""

    limit: float
    points: float


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What counts, and for how much."""

    version: Literal[1]
    exercises: tuple[str, ...] = ()
    self_reported: Literal["count", "leave out"] = "count"
    best: int | None = None
    out_of: float | None = None
    points: dict[str, float | tuple[float, ...]] = {}
    required: Required | None = None
    speed: Bonus | None = None


def read(path: Path) -> Policy:
    """The policy in a file. Raises BadPolicy."""
    try:
        return msgspec.convert(toml.loads(path.read_text(encoding="utf-8")), Policy)
    except OSError as error:
        raise BadPolicy(path, error.strerror or error) from None
    except (toml.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadPolicy(path, error) from None


def check(policy: Policy, report: Report, path: Path) -> None:
    """Raises BadPolicy where the policy speaks of what the report does not have."""
    tasks = {result.id: len(result.tasks) for submission in report.submissions for result in submission.exercises}
    names = {name for id_ in tasks for name in (id_, id_.rpartition("/")[2])}
    topics = {id_.partition("/")[0] for id_ in tasks}
    required = policy.required.exercises if policy.required else ()
    for name in (*policy.points, *required, *(one for one in policy.exercises if one not in topics)):
        if name not in names:
            raise BadPolicy(path, f"the report has no exercise {name!r}")
    for name, worth in policy.points.items():
        count = next(count for id_, count in tasks.items() if _means(name, id_))
        if isinstance(worth, tuple) and len(worth) != count:
            raise BadPolicy(path, f"{name} has {count} tasks, and points for {len(worth)}")


def apply(policy: Policy, report: Report) -> Report:
    """The report as the policy counts it: points and maxima of tasks, exercises and submissions."""
    return msgspec.structs.replace(report, submissions=tuple(_submission(policy, one) for one in report.submissions))


def _submission(policy: Policy, submission: SubmissionResult) -> SubmissionResult:
    exercises = [_exercise(policy, result) for result in submission.exercises]
    remarks = []
    counted = [result for result in exercises if result.max_points]
    if policy.best is not None and len(counted) > policy.best:
        best = sorted(counted, key=lambda result: (result.points / result.max_points, result.points), reverse=True)[: policy.best]
        exercises = [result if result in best else _for_nothing(result) for result in exercises]
        remarks.append(f"The best {policy.best} exercises count.")
    most = sum(result.max_points for result in exercises)
    points = sum(result.points for result in exercises) + sum(_bonus(policy, result) for result in exercises)
    scale = policy.out_of / most if policy.out_of is not None and most else 1.0
    points, most = points * scale, most * scale
    if policy.required:
        lacking = [result for result in exercises if _named(policy.required.exercises, result) and result.verdict is not Verdict.ACCEPTED]
        if lacking:
            points = min(points, policy.required.otherwise * most)
            names = ", ".join(result.id.rpartition("/")[2] for result in lacking)
            remarks.append(f"Required and not accepted: {names}. At most {policy.required.otherwise:.0%} of the points count.")
    return SubmissionResult(
        name=submission.name,
        points=round(points, 4),
        max_points=round(most, 4),
        exercises=tuple(exercises),
        remarks=(*submission.remarks, *remarks),
    )


def _exercise(policy: Policy, result: ExerciseResult) -> ExerciseResult:
    if policy.exercises and not _named(policy.exercises, result):
        return _for_nothing(result)
    worth = next((worth for name, worth in policy.points.items() if _means(name, result.id)), None)
    maxima = [task.max_points for task in result.tasks]
    if isinstance(worth, tuple):
        maxima = list(worth)
    elif worth is not None and any(maxima):
        total = sum(task.max_points for task in result.tasks)
        maxima = [worth * points / total for points in maxima]
    tasks = tuple(_task(policy, task, most) for task, most in zip(result.tasks, maxima, strict=True))
    speed = (result.speed.points, result.speed.max_points) if result.speed else (0.0, 0.0)
    points, most = sum(task.points for task in tasks) + speed[0], sum(task.max_points for task in tasks) + speed[1]
    return msgspec.structs.replace(result, tasks=tasks, points=points, max_points=most)


def _task(policy: Policy, task: TaskResult, most: float) -> TaskResult:
    return task.worth(0 if task.self_reported and policy.self_reported == "leave out" else most)


def _for_nothing(result: ExerciseResult) -> ExerciseResult:
    tasks = tuple(task.worth(0) for task in result.tasks)
    return msgspec.structs.replace(result, tasks=tasks, points=0, max_points=0)


def _bonus(policy: Policy, result: ExerciseResult) -> float:
    """Points on top for an accepted exercise that counts, and is fast enough beyond doubt."""
    speed = result.speed
    if policy.speed is None or speed is None or speed.ratio is None or speed.verdict is Pace.VOID or not result.max_points:
        return 0
    return policy.speed.points if interval(speed, "submission").misses(policy.speed.limit) is False else 0


def _named(names: tuple[str, ...], result: ExerciseResult) -> bool:
    return any(_means(name, result.id) or name == result.id.partition("/")[0] for name in names)


def _means(name: str, exercise: str) -> bool:
    return name in (exercise, exercise.rpartition("/")[2])
