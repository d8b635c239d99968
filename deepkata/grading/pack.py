"""A course as bytes, for machines that do not have it; a fingerprint says whether one does."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec
import platformdirs

from deepkata import fingerprint, fixtures
from deepkata.course import Course
from deepkata.files import write_atomically

#: What judging reads of a course; the lessons and figures beside it stay where they are.
PLACES = ("exercises/course.toml", "exercises/*_*/*.py", "tests/*_*/*/**/*", "solutions/*/*.py", "fixtures/manifest.toml")
#: How many courses a machine keeps.
KEPT = 4


class Pack(msgspec.Struct, frozen=True):
    """The files of a course by their place in it, and the data that was fetched by its place in the cache."""

    course: dict[str, bytes]
    fetched: dict[str, bytes]


def address(course: Course) -> str:
    """Of every file of a course that judging reads, and of the data that was fetched for it here."""
    # the places of fetched data have their SHA-256 in them, which is checked when they are read
    return fingerprint.digest(fingerprint.files(course.root, _files(course)), *_fetched(course))


def pack(course: Course) -> bytes:
    """Everything that a machine needs to judge with this course."""
    files = {path.relative_to(course.root).as_posix(): path.read_bytes() for path in _files(course)}
    return msgspec.msgpack.encode(Pack(files, {path: (fixtures.cache() / path).read_bytes() for path in _fetched(course)}))


def place(of: str) -> Path:
    """Where a course with this fingerprint is kept, or would be."""
    return platformdirs.user_cache_path("deepkata") / "courses" / of


def unpack(data: bytes, of: str) -> None:
    """Keep a packed course under its fingerprint, for this user's eyes alone."""
    packed = msgspec.msgpack.decode(data, type=Pack)
    for name, content in packed.fetched.items():
        _inside(fixtures.cache(), name).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(_inside(fixtures.cache(), name), content)
    courses = place(of).parent
    courses.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=courses, prefix="."))  # which nobody else may enter
    try:
        for name, content in packed.course.items():
            path = _inside(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        shutil.rmtree(place(of), ignore_errors=True)
        os.rename(folder, place(of))
    except OSError:  # another worker of this machine was faster
        shutil.rmtree(folder, ignore_errors=True)
        if not place(of).is_dir():
            raise
    for old in sorted(courses.glob("[!.]*"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _files(course: Course) -> Iterator[Path]:
    for pattern in PLACES:
        yield from (path for path in course.root.glob(pattern) if path.is_file() and path.suffix != ".pyc")
    yield from (course.root / "fixtures" / entry.name for entry in fixtures.entries(course.root) if not entry.fetched)


def _fetched(course: Course) -> list[str]:
    """The places in the cache of what was fetched for it."""
    places = (fixtures.cached(entry) for entry in fixtures.entries(course.root) if entry.fetched)
    return sorted(path.as_posix() for path in places if (fixtures.cache() / path).is_file())


def is_below(name: str) -> bool:
    """Whether a path stays in the folder that it is relative to."""
    return not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts


def _inside(folder: Path, name: str) -> Path:
    if not is_below(name):
        raise ValueError(f"{name} leads out of its folder")
    return folder / name
