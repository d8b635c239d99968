"""Private parts of a course: further suites, seeds and points, laid over the public ones by the grader alone.

A folder of private parts holds ``private.toml`` and suites laid out like the course's::

    version = 1
    seeds = [101, 202]                      # every file is judged with these seeds as well

    [[exercises]]
    id = "1_overview/box_iou"
    points = [1, 1, 1, 1]                   # of the public tasks, instead of theirs
    tasks = [{ title = "Boxes of the exam", points = 4 }]

    tests/1_overview/box_iou/test_box_iou.py   # judges the private tasks, which count from 1

A task is accepted if it is with every seed. What is private (names, inputs, expected values) is marked so in the report;
:func:`for_students` takes it out.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from deepkata import toml
from deepkata.course import MANIFEST, Course
from deepkata.errors import DeepkataError
from deepkata.grading.grade import Results
from deepkata.grading.pool import Settings
from deepkata.manifest import Task
from deepkata.report.model import Report, SubmissionResult
from deepkata.verdicts import SEVERITY, ExerciseResult, TaskResult, Verdict, worst

NAME = "private.toml"
TITLE = "A private part"
MESSAGE = "A case that is not shown fails: the public cases of this task are not all that there are."

#: Judges the class by the settings given, with the exercises of a course.
Run = Callable[[Settings, Course], Results]


class BadPrivateParts(DeepkataError):
    def __init__(self, path: Path, problem: object) -> None:
        super().__init__(f"{path}: {problem}")


class PrivateExercise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one exercise has beside its public tasks."""

    id: str
    points: tuple[float, ...] = ()
    tasks: tuple[Task, ...] = ()


class Private(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The private parts of a course."""

    version: Literal[1]
    seeds: tuple[int, ...] = ()
    exercises: tuple[PrivateExercise, ...] = ()

    def of(self, exercise: str) -> PrivateExercise | None:
        return next((one for one in self.exercises if one.id == exercise), None)


def read(course: Course, folder: Path) -> Private:
    """The private parts in a folder. Raises BadPrivateParts, NoSuchExercise."""
    path = folder / NAME
    try:
        private = msgspec.convert(toml.loads(path.read_text(encoding="utf-8")), Private)
    except OSError as error:
        raise BadPrivateParts(path, error.strerror or error) from None
    except (toml.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError, ValueError) as error:
        raise BadPrivateParts(path, error) from None
    for one in private.exercises:
        exercise = course.get(one.id)
        if one.points and len(one.points) != len(exercise.tasks):
            raise BadPrivateParts(path, f"{one.id} has {len(exercise.tasks)} tasks, and points for {len(one.points)}")
        suite = folder / "tests" / exercise.id / f"test_{exercise.name}.py"
        if one.tasks and not suite.is_file():
            raise BadPrivateParts(suite, "the suite that judges the private tasks is missing")
    return private


def overlay(course: Course, folder: Path, private: Private, into: Path) -> Course:
    """A course of the private tasks alone, in a folder of its own: the references and data are the public ones."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    for name in ("solutions", "fixtures", "exercises"):
        if (course.root / name).is_dir():
            shutil.copytree(course.root / name, into / name)
    for parts in private.exercises:
        if parts.tasks:
            target = into / "tests" / parts.id
            shutil.copytree(folder / "tests" / parts.id, target)
            probes = course.probes(course.get(parts.id))
            if probes.is_file() and not (target / probes.name).is_file():
                shutil.copy(probes, target)
    course = Course.read(into)
    about = {exercise.id: private.of(exercise.id) for exercise in course}
    exercises = [msgspec.structs.replace(exercise, tasks=one.tasks) for exercise in course if (one := about[exercise.id]) and one.tasks]
    manifest = toml.loads((into / MANIFEST).read_text(encoding="utf-8")) | {"exercises": msgspec.to_builtins(exercises)}
    (into / MANIFEST).write_bytes(msgspec.toml.encode(_without_none(manifest)))
    return Course.read(into)


def _without_none(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_none(inner) for key, inner in value.items() if inner is not None}
    return [_without_none(inner) for inner in value] if isinstance(value, list | tuple) else value


def judge(private: Private, course: Course, folder: Path, settings: Settings, results: Results, run: Run) -> Results:
    """The results with the private parts in them; ``run`` judges the class with other settings."""
    base = settings.pictures or Path()
    seeds = []
    for seed in private.seeds:
        place = f"private/seed{seed}"
        found = run(msgspec.structs.replace(settings, seed=seed, pictures=base / place), course)
        seeds.append({key: _moved(result, place) for key, result in found.items()})
    hidden: Results = {}
    if any(one.tasks for one in private.exercises):
        place = "private/tasks"
        other = overlay(course, folder, private, base / "private" / "course")
        found = run(msgspec.structs.replace(settings, root=other.root, pictures=base / place), other)
        hidden = {key: _moved(result, place) for key, result in found.items()}
    return {key: merge(private, result, [found[key] for found in seeds], hidden.get(key)) for key, result in results.items()}


def _moved(result: ExerciseResult, place: str) -> ExerciseResult:
    """The result with its pictures named from one folder further up."""
    tasks = (msgspec.structs.replace(task, picture=f"{place}/{task.picture}") if task.picture else task for task in result.tasks)
    return msgspec.structs.replace(result, tasks=tuple(tasks))


def merge(private: Private, public: ExerciseResult, others: list[ExerciseResult], hidden: ExerciseResult | None) -> ExerciseResult:
    """One result: the public tasks at the worst of all seeds, then the private tasks."""
    about = private.of(public.id)
    tasks = [_worst_of(task, [other.tasks[task.number - 1] for other in others]) for task in public.tasks]
    if about and about.points:
        tasks = [task.worth(points) for task, points in zip(tasks, about.points, strict=True)]
    if hidden:
        tasks += [msgspec.structs.replace(task, number=len(public.tasks) + task.number, private="task") for task in hidden.tasks]
    return msgspec.structs.replace(
        public,
        tasks=tuple(tasks),
        verdict=worst(task.verdict for task in tasks),
        points=sum(task.points for task in tasks),
        max_points=sum(task.max_points for task in tasks),
        duration_s=public.duration_s + sum(result.duration_s for result in (*others, *([hidden] if hidden else []))),
    )


def _worst_of(task: TaskResult, others: list[TaskResult]) -> TaskResult:
    """The task as it came out worst; with a private seed only if it did not fail with the public one."""
    if task.verdict is not Verdict.ACCEPTED:
        return task
    found = max(others, key=lambda other: SEVERITY[other.verdict], default=task)
    return task if found.verdict is Verdict.ACCEPTED else msgspec.structs.replace(found, private="case")


def for_students(report: Report) -> Report:
    """The report without anything private but verdicts and points."""
    return msgspec.structs.replace(report, submissions=tuple(_submission(one) for one in report.submissions))


def _submission(submission: SubmissionResult) -> SubmissionResult:
    exercises = tuple(msgspec.structs.replace(result, tasks=tuple(map(_redacted, result.tasks))) for result in submission.exercises)
    return msgspec.structs.replace(submission, exercises=exercises)


def _redacted(task: TaskResult) -> TaskResult:
    if not task.private:
        return task
    title = TITLE if task.private == "task" else task.title
    message = "" if task.verdict is Verdict.ACCEPTED else MESSAGE
    return msgspec.structs.replace(task, title=title, message=message, output="", diagnosis=None, picture=None)
