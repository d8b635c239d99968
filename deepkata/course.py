"""The course: its exercises, and the files of each by name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement

from deepkata import fixtures
from deepkata.environment import BACKENDS, SAME_PACKAGE, installed_version, keras_backend
from deepkata.errors import NoCourse, NoSolution, NoSuchExercise, OtherSeed
from deepkata.files import content
from deepkata.manifest import CourseFile, Exercise, Limits, read

MANIFEST = Path("exercises/course.toml")
#: The seed of `learn`, `run` and `grade` if no other is asked for.
PUBLIC_SEED = 0
_NEEDS = re.compile(rb"^# needs: (.+?)\s*$", re.M)
_ASKS_REFERENCE = re.compile(
    rb"(?:\bdef test_|@pytest\.fixture(?:(?!\bdef\b).)*\bdef )\w+\((?:[^:]|:(?!\s*\n))*?\breference\b|getfixturevalue\(.reference", re.S
)
_PROFILE_NEEDS = {"light": (), "plots": (), "tensorflow": ("tensorflow", "keras"), "keras": ("keras",)}


class Course:
    """A course in a folder."""

    def __init__(self, root: Path, manifest: CourseFile) -> None:
        self.root = root
        self.title = manifest.title
        self.topics = manifest.topics
        #: In the order in which they build on each other; ``exercises`` goes by topics.
        self.path = manifest.exercises
        order = [topic.id for topic in manifest.topics]
        self.exercises = tuple(sorted(manifest.exercises, key=lambda exercise: order.index(exercise.topic)))
        self._manifest = manifest

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
        return cls(root, read(root / MANIFEST))

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
        return self._manifest.limits_of(exercise)

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

    def asks_reference(self, exercise: Exercise) -> bool:
        """Whether a test or a fixture of the suite has the argument ``reference``, with which it calls the solution."""
        return _ASKS_REFERENCE.search(content(self.suite(exercise))) is not None

    def check_seed(self, exercises: Iterable[Exercise], seed: int) -> None:
        """Raises OtherSeed where a suite asks the reference and only its answers at the public seed are there."""
        for exercise in exercises:
            if seed != PUBLIC_SEED and self.handed_out and self.asks_reference(exercise):
                raise OtherSeed(exercise.name)

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


def secrets(course: Course, submissions: tuple[Path, ...] = (), reports: Path | None = None) -> tuple[Path, ...]:
    """What no worker may read: all of the course but its data and packages, every submission, all reports."""
    own = [course.root / name for name in ("solutions", "tests", "exercises", "reports", ".git", ".deepkata")]
    return tuple(dict.fromkeys(path.resolve() for path in (*own, *submissions, *([reports] if reports else []))))


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
    needs = _NEEDS.findall(content(path))
    return next(filter(None, (_unmet(need.decode()) for need in needs)), "")


def _install(need: Requirement) -> str:
    """How to get it."""
    return f"python -m pip install '{SAME_PACKAGE.get(need.name, (need.name,))[0]}{need.specifier}'"
