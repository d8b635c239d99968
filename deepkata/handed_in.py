"""What was handed in: submissions as folders or zip files, found and read without trusting either.

A submission is laid out like ``exercises/``. Only the files that the course names are ever looked at, each is read once
and up to a size; links may not lead out of a submission, and a zip file is never unpacked.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import msgspec

from deepkata.course import Course, Exercise
from deepkata.errors import NoSuchSubmission

MAX_SOURCE = 2**20
MAX_ZIP = 8 * 2**20
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others may ask for any amount of memory


class HandedIn(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a submission: its bytes, or why it cannot be judged; neither if there is no file ``where`` it should be."""

    where: str
    data: bytes | None = None
    fault: str = ""


class Submission(msgspec.Struct, frozen=True):
    """A submission: a folder or a zip file, and the name that it has in reports."""

    name: str
    path: Path

    def read(self, exercise: Exercise) -> HandedIn:
        """Its file for an exercise."""
        if self.path.is_dir():
            return read_file(self.path / f"{exercise.id}.py", inside=self.path)
        return _read_zipped(self.path, f"{exercise.id}.py")


def read_file(path: Path, *, inside: Path | None = None) -> HandedIn:
    """A program in a file, which may be a link to another one ``inside`` the same folder only."""
    where = as_text(str(path.relative_to(inside) if inside else path))
    try:
        if inside and not path.resolve().is_relative_to(inside.resolve()):
            return HandedIn(where=where, fault=f"{where} is a link that leads out of the submission")
        if not path.exists():
            fault = f"{where} is a link that leads nowhere" if path.is_symlink() else ""
            return HandedIn(where=where, fault=fault)
        if not path.is_file():
            return HandedIn(where=where, fault=f"{where} is no file")
        with path.open("rb") as stream:
            return _capped(where, stream.read(MAX_SOURCE + 1))
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        return HandedIn(where=where, fault=as_text(f"{where} cannot be read: {getattr(error, 'strerror', None) or error}"))


def as_text(name: str) -> str:
    """A path as text: bytes that are none are written as their codes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _capped(where: str, data: bytes) -> HandedIn:
    if len(data) > MAX_SOURCE:
        return HandedIn(where=where, fault=f"{where} is larger than {MAX_SOURCE // 1024} KB")
    return HandedIn(where=where, data=data)


def _read_zipped(path: Path, name: str) -> HandedIn:
    """One member of a zip file, at its top or in one folder that wraps everything."""
    try:
        if path.stat().st_size > MAX_ZIP:
            return HandedIn(where=name, fault=f"the zip file is larger than {MAX_ZIP // 2**20} MB")
        with zipfile.ZipFile(path) as archive:
            found = [member for member in archive.infolist() if _stands_for(member.filename, name)]
            if not found:
                return HandedIn(where=name)
            if len(found) > 1:
                return HandedIn(where=name, fault=f"{name} is in the zip file {len(found)} times")
            return _read_member(archive, found[0], name)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
        return HandedIn(where=name, fault=as_text(f"the zip file cannot be read: {error}"))


def _stands_for(member: str, name: str) -> bool:
    parts = PurePosixPath(member).parts
    wanted = PurePosixPath(name).parts
    wrapped = parts[1:] == wanted and parts[0] not in ("/", "..", "__MACOSX")
    return parts == wanted or wrapped


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> HandedIn:
    if stat.S_ISLNK(member.external_attr >> 16):
        return HandedIn(where=name, fault=f"{name} is a link")
    if member.compress_type not in _READABLE:
        return HandedIn(where=name, fault=f"{name} is compressed in a way that is not accepted: make the zip file with deflate")
    with archive.open(member) as stream:
        return _capped(name, stream.read(MAX_SOURCE + 1))


# --- finding them -----------------------------------------------------------------------------------------------------------


def find(course: Course, places: Iterable[Path]) -> list[Submission]:
    """The submissions in some places, each a submission itself or a folder of them. Raises NoSuchSubmission.

    They are named after their folders or files; where two would share a name, the folders above them tell them apart.
    """
    paths: list[Path] = []
    for place in places:
        found = list(_in_place(course, place))
        if not found:
            raise NoSuchSubmission(place)
        paths += [path for path in found if path not in paths]
    return [Submission(name, path) for name, path in zip(_names(paths), paths, strict=True)]


def _in_place(course: Course, place: Path) -> Iterable[Path]:
    place = place.absolute()
    if _is_zip(place) or (place.is_dir() and _is_submission(course, place)):
        return [place]
    if not place.is_dir():
        return []
    inside = sorted(path for path in place.iterdir() if not path.name.startswith("."))
    return [path for path in inside if _is_zip(path) or (path.is_dir() and not path.is_symlink())]


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip" and path.is_file() and not path.is_symlink()


def _is_submission(course: Course, folder: Path) -> bool:
    """A folder with files of the course in it, or with nothing that could be a submission; not one that holds submissions."""
    inside = [path for path in folder.iterdir() if not path.name.startswith(".")]
    topics = {topic.id for topic in course.topics}
    others = [path for path in inside if _is_zip(path) or (path.is_dir() and any((path / topic).is_dir() for topic in topics))]
    has_topic = any(path.name in topics and path.is_dir() for path in inside)
    return not others and (has_topic or not any(path.is_dir() for path in inside))


def _names(paths: list[Path]) -> list[str]:
    for depth in range(1, max((len(path.parts) for path in paths), default=0) + 1):
        names = [_name(path, depth) for path in paths]
        if max(Counter(names).values(), default=1) == 1:
            return names
    names = [as_text(str(path)) for path in paths]
    return [f"{name} ({place})" if names.count(name) > 1 else name for place, name in enumerate(names, 1)]


def _name(path: Path, depth: int) -> str:
    """The last folders of a path, without ``.zip``."""
    return as_text("/".join([*path.parts[-depth:-1], path.stem if _is_zip(path) else path.name]))
