"""What decides a verdict, as digests: the engine, the suite, the known programs beside it.

Whatever is kept for later (a result, an answer, a standing, a warm process) is kept under one of these, and no longer used
when it changes.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from deepkata import fixtures
from deepkata.course import Course
from deepkata.files import content
from deepkata.manifest import Exercise

ENGINE = Path(__file__).parent


@functools.cache
def engine() -> str:
    """Of this package, as it was when this process first asked."""
    return files(ENGINE, ENGINE.rglob("*.py"))


def suite(course: Course, exercise: Exercise) -> str:
    """Of what judges an exercise: its entry in the manifest, without texts; all code beside the suite; the reference; fixtures named there."""
    beside = (path for path in course.tests(exercise).glob("*.py") if path != course.try_file(exercise))
    paths = [*beside, course.reference(exercise)]
    entry = msgspec.json.encode([msgspec.structs.replace(exercise, title="", difficulty=1, after=()), course.limits(exercise)])
    words = b"".join(map(content, paths))
    named = (f"{one.name} {one.sha256}" for one in fixtures.entries(course.root) if one.name.encode() in words)
    return digest(entry.decode(), files(course.root, paths), *named)


def known(course: Course, exercise: Exercise) -> str:
    """Of what judges an exercise and of all programs beside its suite, by which failures are explained."""
    programs = (course.tests(exercise) / "submissions").glob("*/*.py")
    return digest(suite(course, exercise), files(course.root, programs))


def program(course: Course, exercise: Exercise, data: bytes) -> str:
    """Of a program and what judges it."""
    return digest(suite(course, exercise), hashlib.sha256(data).hexdigest())


def whole(course: Course) -> str:
    """Of what judges all exercises of a course."""
    return digest(*(suite(course, exercise) for exercise in course))


def digest(*parts: str) -> str:
    """Of digests and names, in their order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def files(root: Path, paths: Iterable[Path]) -> str:
    """Of files, by name and content; one that is not there counts as empty."""
    found = hashlib.sha256()
    start = f"{root.as_posix()}/"
    for path in sorted(path.as_posix() for path in paths):
        data = content(path)
        found.update(f"{path.removeprefix(start)}\0{len(data)}\0".encode() + data)
    return found.hexdigest()
