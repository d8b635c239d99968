"""The manifest of a course, ``exercises/course.toml``: its structure, validated; a mistake is told with its line."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from packaging.requirements import InvalidRequirement, Requirement

from deepkata import toml
from deepkata.errors import BadManifest
from deepkata.worker.profiles import PROFILES

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TOPIC = re.compile(r"[0-9]+_[a-z][a-z0-9_]*")


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one call, and one worker, may take."""

    seconds_per_call: float = 2.0
    seconds_to_import: float = 10.0
    seconds_in_all: float = 60.0
    memory_mb: int = 1024
    processes: int = 32
    output_kb: int = 64
    result_mb: int = 64

    def __post_init__(self) -> None:
        if min(msgspec.structs.astuple(self)) <= 0:
            raise ValueError("limits are above 0")


class Task(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A numbered step of an exercise."""

    title: str
    points: float

    def __post_init__(self) -> None:
        if not self.points > 0:
            raise ValueError("points are above 0")


class SpeedPoints(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What speed is worth: points for an accepted program that takes at most ``limit`` times as long as the reference."""

    limit: float
    points: float

    def __post_init__(self) -> None:
        if not self.limit > 1 or not self.points > 0:
            raise ValueError("a limit of speed is above 1, and its points are above 0")


class Topic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A folder of exercises with one lesson."""

    id: str
    title: str

    def __post_init__(self) -> None:
        if not _TOPIC.fullmatch(self.id):
            raise ValueError(f"a topic's id is a number, an underscore and a name, like 1_overview, not {self.id!r}")


class Exercise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file that a student fills in, and how it is judged."""

    id: str
    title: str
    difficulty: int
    profile: str
    functions: tuple[str, ...]
    tasks: tuple[Task, ...]
    forbidden: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    """Names of exercises that it builds on."""
    data: tuple[str, ...] = ()
    seeds: int = 10
    limits: dict[str, int | float] = {}
    speed: SpeedPoints | None = None

    def __post_init__(self) -> None:
        topic, _, name = self.id.partition("/")
        if not _TOPIC.fullmatch(topic) or not _NAME.fullmatch(name):
            raise ValueError(f"an exercise's id is topic/name, like 1_overview/box_iou, not {self.id!r}")
        if self.profile not in PROFILES:
            raise ValueError(f"a profile is one of {', '.join(PROFILES)}, not {self.profile!r}")
        if not self.tasks or not self.functions:
            raise ValueError("an exercise has at least one task and one function")
        if self.difficulty not in (1, 2, 3):
            raise ValueError("a difficulty is 1, 2 or 3")
        for need in self.needs:
            try:
                Requirement(need)
            except InvalidRequirement as error:
                raise ValueError(f"{need!r} in needs is no requirement: {error}") from None

    @property
    def topic(self) -> str:
        return self.id.partition("/")[0]

    @property
    def name(self) -> str:
        return self.id.partition("/")[2]

    @property
    def points(self) -> float:
        return sum(task.points for task in self.tasks)


class CourseFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: int
    title: str
    topics: tuple[Topic, ...]
    exercises: tuple[Exercise, ...] = ()
    limits: Limits = Limits()

    def limits_of(self, exercise: Exercise) -> Limits:
        """The course's limits with the exercise's own laid over them."""
        return msgspec.convert(msgspec.structs.asdict(self.limits) | exercise.limits, Limits)


def read(path: Path) -> CourseFile:
    """A manifest, validated. Raises BadManifest, which names the line."""
    text = path.read_text(encoding="utf-8")
    try:
        data = toml.loads(text)
    except toml.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise BadManifest(path, int(line[1]) if line else text.count("\n") + 1, str(error)) from None
    try:
        manifest = msgspec.convert(data, CourseFile)
        _check_ids(manifest)
        for number, exercise in enumerate(manifest.exercises):
            with _located(f"$.exercises[{number}].limits"):
                manifest.limits_of(exercise)
    except (msgspec.ValidationError, ValueError) as error:
        place = re.search(r"`(\$[^`]*)`", str(error))
        problem = re.sub(r" - at `[^`]*`", "", str(error))
        raise BadManifest(path, line_of(text, place[1] if place else "$"), problem) from None
    return manifest


def _check_ids(manifest: CourseFile) -> None:
    """Each exercise is there once, in a topic that is there, and after those that it builds on, as far as this course has them."""
    topics = {topic.id for topic in manifest.topics}
    names = {exercise.name for exercise in manifest.exercises}
    seen: set[str] = set()
    before: set[str] = set()
    for number, exercise in enumerate(manifest.exercises):
        with _located(f"$.exercises[{number}].id"):
            if exercise.id in seen:
                raise ValueError(f"{exercise.id} is there twice")
            if exercise.topic not in topics:
                raise ValueError(f"{exercise.id} is in no topic: the topics are {', '.join(sorted(topics))}")
        with _located(f"$.exercises[{number}].after"):
            if later := [name for name in exercise.after if name in names and name not in before]:
                raise ValueError(f"{exercise.id} builds on {', '.join(later)}, which has to stand before it")
        seen.add(exercise.id)
        before.add(exercise.name)


@contextlib.contextmanager
def _located(place: str) -> Iterator[None]:
    """Say where, if a check of a part of the manifest fails."""
    try:
        yield
    except (msgspec.ValidationError, ValueError) as error:
        raise ValueError(f"{re.sub(' - at `[^`]*`', '', str(error))} - at `{place}`") from None


def line_of(text: str, place: str) -> int:
    """The line of a TOML text at which a place like ``$.exercises[2].tasks[0].points`` stands, as near as can be told."""
    lines = text.splitlines()
    here = 0
    for key, index in re.findall(r"\.(\w+)(?:\[(\d+)\])?", place):
        header = re.compile(rf"\s*\[\[?(?:\w+\.)*{key}\]\]?\s*(?:#.*)?")
        assignment = re.compile(rf"\s*{key}\s*=")
        found = [n for n, line in enumerate(lines) if n >= here and (header.fullmatch(line) or assignment.match(line))]
        if not found:
            break
        headers = [n for n in found if header.fullmatch(lines[n])]
        if index and len(headers) > int(index):
            here = headers[int(index)]
        else:
            here = found[0]
            if index:  # the n-th table of an array that is written in line
                rows = [n for n in range(here, len(lines)) if re.match(r"\s*(?:\w+\s*=\s*\[)?\s*\{", lines[n])]
                here = rows[int(index)] if len(rows) > int(index) else here
    return here + 1
