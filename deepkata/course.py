"""The course: its manifest, ``exercises/course.toml``, validated, and the files of each exercise by name."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from packaging.requirements import InvalidRequirement, Requirement

from deepkata import fixtures, toml
from deepkata.environment import BACKENDS, SAME_PACKAGE, installed_version, keras_backend
from deepkata.errors import BadManifest, NoCourse, NoSolution, NoSuchExercise
from deepkata.files import add_files
from deepkata.worker.profiles import PROFILES

MANIFEST = Path("exercises/course.toml")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NEEDS = re.compile(rb"^# needs: (.+?)\s*$", re.M)
_TOPIC = re.compile(r"[0-9]+_[a-z][a-z0-9_]*")
_PROFILE_NEEDS = {"light": (), "plots": (), "tensorflow": ("tensorflow", "keras"), "keras": ("keras",)}


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


class Speed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    speed: Speed | None = None

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


class _Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: int
    title: str
    topics: tuple[Topic, ...]
    exercises: tuple[Exercise, ...] = ()
    limits: Limits = Limits()


class Course:
    """A course in a folder."""

    def __init__(self, root: Path, manifest: _Manifest) -> None:
        self.root = root
        self.title = manifest.title
        self.topics = manifest.topics
        #: In the order in which they build on each other; ``exercises`` goes by topics.
        self.path = manifest.exercises
        order = [topic.id for topic in manifest.topics]
        self.exercises = tuple(sorted(manifest.exercises, key=lambda exercise: order.index(exercise.topic)))
        self._limits = manifest.limits

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """The course of a folder or of one above it. Raises NoCourse, BadManifest."""
        start = (start or Path.cwd()).resolve()
        for folder in (start, *start.parents):
            if (folder / MANIFEST).is_file():
                return cls.read(folder)
        raise NoCourse(start)

    @classmethod
    def read(cls, root: Path) -> Course:
        """The course in ``root``. Raises BadManifest, which names the line."""
        path = root / MANIFEST
        text = path.read_text(encoding="utf-8")
        try:
            data = toml.loads(text)
        except toml.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            raise BadManifest(path, int(line[1]) if line else text.count("\n") + 1, str(error)) from None
        try:
            manifest = msgspec.convert(data, _Manifest)
            _check_ids(manifest)
            course = cls(root, manifest)
            for number, exercise in enumerate(manifest.exercises):
                with _located(f"$.exercises[{number}].limits"):
                    course.limits(exercise)
        except (msgspec.ValidationError, ValueError) as error:
            place = re.search(r"`(\$[^`]*)`", str(error))
            problem = re.sub(r" - at `[^`]*`", "", str(error))
            raise BadManifest(path, line_of(text, place[1] if place else "$"), problem) from None
        return course

    def __iter__(self) -> Iterator[Exercise]:
        return iter(self.exercises)

    def get(self, name: str) -> Exercise:
        """An exercise by id, by name, or by the path of one of its files. Raises NoSuchExercise."""
        wanted = name.removesuffix(".py").rstrip("/")
        for exercise in self.exercises:
            if wanted in (exercise.id, exercise.name) or wanted.endswith(f"/{exercise.id}"):
                return exercise
        names = [exercise.name for exercise in self.exercises]
        raise NoSuchExercise(name, difflib.get_close_matches(wanted.rpartition("/")[2], names, 2))

    def choose(self, names: Iterable[str]) -> list[Exercise]:
        """The exercises of these names, and those of these topics; all if there are none. Raises NoSuchExercise."""
        topics = {topic.id: [exercise for exercise in self if exercise.topic == topic.id] for topic in self.topics}
        chosen = [exercise for name in names for exercise in topics.get(name.rstrip("/")) or [self.get(name)]]
        return list({exercise.id: exercise for exercise in chosen}.values()) or list(self)

    def limits(self, exercise: Exercise) -> Limits:
        """The course's limits with the exercise's own laid over them."""
        return msgspec.convert(msgspec.structs.asdict(self._limits) | exercise.limits, Limits)

    def lacking(self, exercise: Exercise) -> str:
        """Why an exercise cannot be run here, as things are; empty if it can. Raises BadFixture."""
        for need in (*_PROFILE_NEEDS[exercise.profile], *exercise.needs):
            if reason := _unmet(need):
                return reason
        if exercise.profile == "keras" and not keras_backend():
            return f"Keras needs a library to compute on, {', '.join(BACKENDS[:-1])} or {BACKENDS[-1]}: python -m pip install {BACKENDS[0]}"
        absent = ", ".join(f"{entry.name} ({entry.bytes / 1e6:.0f} MB)" for entry in fixtures.missing(self.root, exercise.data))
        return f"it needs {absent}, which `deepkata fetch {exercise.name}` brings" if absent else ""

    # --- files ----------------------------------------------------------------------------------------------------------

    def stub(self, exercise: Exercise) -> Path:
        return self.root / "exercises" / f"{exercise.id}.py"

    def reference(self, exercise: Exercise) -> Path:
        return self.root / "solutions" / f"{exercise.id}.py"

    @property
    def handed_out(self) -> bool:
        """Whether this is what `deepkata release` makes: without solutions, with what they answer as data."""
        return not (self.root / "solutions").is_dir()

    def solution(self, exercise: Exercise) -> str:
        """The text of the reference. Raises NoSolution."""
        if self.handed_out:
            raise NoSolution
        return self.reference(exercise).read_text(encoding="utf-8")

    def tests(self, exercise: Exercise) -> Path:
        return self.root / "tests" / exercise.id

    def suite(self, exercise: Exercise) -> Path:
        return self.tests(exercise) / f"test_{exercise.name}.py"

    def probes(self, exercise: Exercise) -> Path:
        return self.tests(exercise) / "probes.py"

    def benchmark(self, exercise: Exercise) -> Path:
        return self.tests(exercise) / f"bench_{exercise.name}.py"

    def try_file(self, exercise: Exercise) -> Path:
        """What runs the exercise on a photograph of one's own; not every exercise has one."""
        return self.tests(exercise) / f"try_{exercise.name}.py"

    def hints(self, exercise: Exercise) -> Path:
        return self.tests(exercise) / "hints.md"

    def lesson(self, exercise: Exercise) -> Path:
        return self.root / "exercises" / exercise.topic / "README.md"

    def programs(self, exercise: Exercise, verdict: str) -> list[Path]:
        """The example submissions that must get a verdict, but for those that are set aside."""
        return [path for path in self._programs(exercise, verdict) if not _program_lacks(path)]

    def set_aside(self, exercise: Exercise) -> dict[Path, str]:
        """The example submissions that cannot run here, and why: a comment ``# needs: tensorflow`` tells what one takes."""
        reasons = {path: _program_lacks(path) for path in self._programs(exercise, "*")}
        return {path: reason for path, reason in reasons.items() if reason}

    def _programs(self, exercise: Exercise, verdict: str) -> list[Path]:
        return sorted((self.tests(exercise) / "submissions").glob(f"{verdict}/*.py"))

    def hash(self) -> str:
        """SHA-256 over everything that decides a verdict: manifest, suites, probes, references, fixtures."""
        digest = hashlib.sha256()
        places = ["exercises/course.toml", "tests/*_*/*/test_*.py", "tests/*_*/*/probes.py", "solutions/*/*.py", "fixtures/manifest.toml"]
        add_files(digest, self.root, (path for place in places for path in self.root.glob(place)))
        return digest.hexdigest()


def secrets(course: Course, submissions: tuple[Path, ...] = (), reports: Path | None = None) -> tuple[Path, ...]:
    """What no worker may read: all of the course but its data and packages, every submission, all reports."""
    own = [course.root / name for name in ("solutions", "tests", "exercises", "reports", ".git", ".deepkata")]
    return tuple(dict.fromkeys(path.resolve() for path in (*own, *submissions, *([reports] if reports else []))))


def _check_ids(manifest: _Manifest) -> None:
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


def _unmet(need: str) -> str:
    """Why a requirement is not met here; empty if it is."""
    requirement = Requirement(need)
    version = installed_version(requirement.name)
    if version is None:
        return f"it needs {need}, which is not installed here: {_install(requirement)}"
    if not requirement.specifier.contains(version, prereleases=True):
        return f"it needs {need}, and {version} is installed here: {_install(requirement)}"
    return ""


def _program_lacks(path: Path) -> str:
    """What an example submission says that it needs, and is not here."""
    needs = _NEEDS.findall(path.read_bytes())
    return next(filter(None, (_unmet(need.decode()) for need in needs)), "")


def _install(need: Requirement) -> str:
    """How to get it."""
    return f"python -m pip install '{SAME_PACKAGE.get(need.name, (need.name,))[0]}{need.specifier}'"
