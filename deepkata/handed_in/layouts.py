"""Finds the submissions in some places, as people and learning management systems lay them out.

Whatever lies in a class's folder becomes a submission, a part of one, or a thing that is listed with the reason why it is neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from deepkata.course import Course
from deepkata.errors import NoSuchSubmission
from deepkata.handed_in import systems
from deepkata.handed_in.contents import PASSED_OVER, STRANGE_ARCHIVES, Unreadable, as_text, kind, read_file, top_names, unpacked
from deepkata.handed_in.submission import Part, Submission, locate

#: Names that are told of a submission in which nothing was recognised.
SHOWN = 4
#: Bytes of Gradescope's file about a class, in which all that was printed may stand.
MAX_METADATA = 2**26
#: Where downloads of a class are unpacked, in the course.
UNPACKED = Path(".deepkata/unpacked")


class Unrecognised(msgspec.Struct, frozen=True):
    """Something in a class's folder that is no submission, and why; ``counted``: it is one, in which nothing was recognised."""

    path: Path
    reason: str
    counted: bool = False


class Class(msgspec.Struct, frozen=True):
    """All that was found."""

    submissions: list[Submission]
    not_understood: list[Unrecognised]


def find(course: Course, places: Iterable[Path]) -> Class:
    """The submissions in some places, each a submission itself or a folder of them. Raises NoSuchSubmission.

    They are named after their students, folders or files; where two would share a name, the folders above them tell them apart.
    """
    found: dict[Path | str, Submission] = {}
    strange: list[Unrecognised] = []
    for place in places:
        here = list(_in_place(course, place.absolute()))
        if not here:
            raise NoSuchSubmission(place)
        strange += [one for one in here if isinstance(one, Unrecognised)]
        found |= {one.parts[0].path if one.parts else one.path: one for one in here if isinstance(one, Submission)}
    submissions = list(found.values())
    if not submissions:
        raise NoSuchSubmission(strange[0].path, strange[0].reason)
    strange += [one for submission in submissions for one in _without_programs(course, submission)]
    names = _names(submissions)
    return Class([msgspec.structs.replace(one, name=name) for one, name in zip(submissions, names, strict=True)], strange)


def _without_programs(course: Course, submission: Submission) -> Iterator[Unrecognised]:
    """Something handed in, and none of it for an exercise: a student would get 0 points, and nobody would know why."""
    try:
        names = list(submission.files()) if not submission.has_any(course) else []
        if names:
            what = f"{', '.join(names[:SHOWN])}{' and more' if len(names) > SHOWN else ''}"
            yield Unrecognised(submission.path, f"{submission.name} handed in only {what}: no file of an exercise", counted=True)
    except Unreadable:
        return  # which the verdicts tell


def _in_place(course: Course, place: Path) -> Iterator[Submission | Unrecognised]:
    if place.is_dir() and not _is_submission(course, place):
        yield from _in_class(course, place)
    elif place.is_dir():
        yield _whole(place)
    elif kind(place):
        yield from _archive(course, place)
    elif place.is_file():
        yield from _single(course, place)


def _in_class(course: Course, folder: Path) -> Iterator[Submission | Unrecognised]:
    """Folders and archives are a submission each, unless they hold a class; files are told apart by what their names say of the student."""
    paths = sorted(_inside(folder))
    metadata = read_file(folder / systems.METADATA, most=MAX_METADATA)
    if metadata.fault:
        yield Unrecognised(folder / systems.METADATA, f"{metadata.fault}: whose the submissions are is not known")
    owners = systems.owners([path.name for path in paths], (metadata.data or b"").decode("utf-8", "replace"))
    alone = not owners and sum(path.is_dir() or bool(kind(path)) for path in paths) == 1  # no student's work beside it
    theirs: dict[tuple[str, str], list[tuple[systems.Ownership, Path]]] = {}
    for path in paths:
        if owner := owners.get(path.name):
            theirs.setdefault((owner.student, owner.number), []).append((owner, path))
        elif path.is_dir():
            yield from _in_class(course, path) if alone and _holds_class(path) else [_whole(path)]
        elif kind(path):
            yield from _archive(course, path) if alone else [_whole(path)]
        elif kind(path, STRANGE_ARCHIVES):
            yield _whole(path)
        elif path.suffix.lower() in (".py", ".ipynb") or not systems.BESIDE.fullmatch(path.name):
            yield from _single(course, path)
    for files in theirs.values():
        yield _of_student(files)


def _of_student(files: list[tuple[systems.Ownership, Path]]) -> Submission:
    """What a system says is one student's; of several attempts the last one counts, and what was typed if nothing else is there."""
    handed_in = [(owner, path) for owner, path in files if not owner.typed] or files
    last = max(owner.attempt for owner, _ in handed_in)
    counting = [(owner, path) for owner, path in handed_in if owner.attempt == last]
    parts = tuple(Part(path, "" if path.is_dir() or kind(path) else owner.file or path.name) for owner, path in counting)
    owner, path = counting[0]
    fault = next(filter(None, (_fault(path) for _, path in counting)), "")
    return Submission(as_text(owner.student), path, parts, fault, any(owner.late for owner, _ in files), owner.number)


def _archive(course: Course, path: Path) -> Iterator[Submission | Unrecognised]:
    """A submission, or the download of a class as it is, which is unpacked; what was in it is not unpacked again."""
    if path.is_relative_to(course.root / UNPACKED) or not systems.is_export(top_names(path)):
        yield _whole(path)
        return
    try:
        yield from _in_place(course, unpacked(path, course.root / UNPACKED))
    except Unreadable as error:
        yield Unrecognised(path, str(error))


def _single(course: Course, path: Path) -> Iterator[Submission | Unrecognised]:
    """A file by itself: a submission, if its name is an exercise's."""
    if any(locate([path.name], exercise) for exercise in course):
        yield Submission(path.name, path, (Part(path, path.name),), _fault(path))
    else:
        yield Unrecognised(path, f"{path.name} is the file of no exercise, and its name does not say whose it is")


def _whole(path: Path) -> Submission:
    name = path.name[: len(path.name) - len(kind(path) or kind(path, STRANGE_ARCHIVES))]
    return Submission(as_text(name), path, fault=_fault(path))


def _fault(path: Path) -> str:
    """Why nothing can be read of a folder or archive."""
    if path.is_symlink():
        return f"{path.name} is a link, which is not followed"
    if not path.is_dir() and not kind(path) and (ending := kind(path, STRANGE_ARCHIVES)):
        return f"{path.name} is a {ending[1:]} archive, which is not read: hand in a zip file"
    return ""


def _is_submission(course: Course, folder: Path) -> bool:
    """A folder with files of the course in it, or with nothing that could be a submission; not one that holds submissions."""
    inside = _inside(folder)
    topics = {topic.id for topic in course.topics}
    if (folder / "exercises").is_dir() and _topics(folder / "exercises", topics):
        return True  # a clone, or what is left of one
    own = {path.name for path in inside if path.is_dir() and path.name.lower() in topics}
    if any(kind(path) or (path.is_dir() and path.name not in own and _holds_topics(path, topics)) for path in inside):
        return False
    if systems.is_export(path.name for path in inside) or systems.owners(path.name for path in inside):
        return False
    flat = [path.name for path in inside if path.is_file()]
    return bool(own) or any(locate(flat, exercise) for exercise in course) or not any(path.is_dir() for path in inside)


def _inside(folder: Path) -> list[Path]:
    """What lies in a folder, without what nobody hands in."""
    return [path for path in folder.iterdir() if not path.name.startswith(".") and path.name not in PASSED_OVER]


def _topics(folder: Path, topics: set[str]) -> bool:
    return any(path.is_dir() and path.name.lower() in topics for path in folder.iterdir())


def _holds_topics(folder: Path, topics: set[str]) -> bool:
    """Whether a folder, or the ``exercises`` in it, has a topic's folder."""
    places = [folder, folder / "exercises"]
    return any(place.is_dir() and _topics(place, topics) for place in places)


def _holds_class(folder: Path, deep: int = 3) -> bool:
    """Whether a system's download of a class is in a folder, unpacked or packed."""
    if folder.is_symlink():
        return False
    try:
        inside = _inside(folder)
    except OSError:
        return False
    if systems.is_export(path.name for path in inside) or any(kind(path) and systems.is_export(top_names(path)) for path in inside):
        return True
    return deep > 0 and len(inside) == 1 and inside[0].is_dir() and _holds_class(inside[0], deep - 1)


def _names(submissions: list[Submission]) -> list[str]:
    """A name for each: its own; if others have it as well, with the system's number, else with the folders above it."""
    names = [one.name for one in submissions]
    for name in {name for name, times in Counter(names).items() if times > 1}:
        alike = [place for place, one in enumerate(submissions) if one.name == name]
        for place, longer in zip(alike, _told_apart([submissions[place] for place in alike]), strict=True):
            names[place] = longer
    return [f"{name} ({number})" if names.count(name) > 1 else name for number, name in enumerate(names, 1)]


def _told_apart(alike: list[Submission]) -> list[str]:
    numbered = [f"{one.name} {one.number}".strip() for one in alike]
    if len(set(numbered)) == len(alike):
        return numbered
    for depth in range(1, max(len(one.path.parts) for one in alike)):
        longer = [as_text("/".join([*one.path.parts[-1 - depth : -1], one.name])) for one in alike]
        if len(set(longer)) == len(alike):
            return longer
    return [as_text(str(one.path)) for one in alike]
