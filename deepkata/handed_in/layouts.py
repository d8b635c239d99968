"""Finds the submissions in some places, as people and learning management systems lay them out.

Whatever lies in a class's folder becomes a submission, a part of one, or a thing that is listed with the reason why it is neither.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from deepkata.course import Course
from deepkata.errors import NoSuchSubmission
from deepkata.handed_in.contents import PASSED_OVER, STRANGE_ARCHIVES, as_text, kind
from deepkata.handed_in.submission import Part, Submission, locate

#: What systems and people add, and nobody hands in.
BESIDE = re.compile(r"(?i)(\..*|__macosx|thumbs\.db|desktop\.ini|.*\.(csv|xlsx?|html?|ya?ml|json|md|txt|pdf|log|toml))")
#: Canvas: ``annexample_12345_67890_box_iou.py``, ``bobexample_LATE_2345_67891_box_iou-1.py``.
CANVAS = re.compile(r"(?P<student>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<upload>\d+)_(?P<file>.+)")
#: Blackboard: ``Homework 1_ann_attempt_2026-11-01-10-00-00_box_iou.py``; without a file it is about the attempt.
BLACKBOARD = re.compile(r"(?P<work>.+)_(?P<student>[^_]+)_attempt_(?P<date>\d{4}(?:-\d\d){5})(?:_(?P<file>.+))?")
#: Moodle: ``Ann Example_12345_assignsubmission_file_``, a folder.
MOODLE = re.compile(r"(?P<student>.+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?")


class Unrecognised(msgspec.Struct, frozen=True):
    """Something in a class's folder that is no submission, and why."""

    path: Path
    reason: str


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
    names = _names(submissions)
    return Class([msgspec.structs.replace(one, name=name) for one, name in zip(submissions, names, strict=True)], strange)


def _in_place(course: Course, place: Path) -> Iterator[Submission | Unrecognised]:
    if place.is_dir() and not _is_submission(course, place):
        yield from _in_class(course, place)
    elif place.is_dir() or kind(place):
        yield _whole(place)
    elif place.is_file():
        yield from _single(course, place)


def _in_class(course: Course, folder: Path) -> Iterator[Submission | Unrecognised]:
    """Folders and archives are a submission each; files are told apart by what their names say of the student."""
    flat: dict[str, list[tuple[str, Part, bool]]] = {}
    for path in sorted(folder.iterdir()):
        whose = CANVAS.fullmatch(path.name) or BLACKBOARD.fullmatch(path.name)
        if path.name.startswith(".") or path.name in PASSED_OVER:
            continue
        if path.is_dir() or kind(path) or kind(path, STRANGE_ARCHIVES):
            if whose and path.is_file():
                _add(flat, whose, path)
            else:
                yield _whole(path)
        elif whose:
            _add(flat, whose, path)
        elif path.suffix.lower() in (".py", ".ipynb") or not BESIDE.fullmatch(path.name):
            yield from _single(course, path)
    for student, files in flat.items():
        last = max(order for order, _, _ in files)
        parts = tuple(part for order, part, _ in files if order == last or not order)
        if parts:
            fault = next((_fault(part.path) for part in parts if _fault(part.path)), "")
            yield Submission(student.partition("\0")[0], parts[0].path, parts, fault, any(late for _, _, late in files))


def _add(flat: dict[str, list[tuple[str, Part, bool]]], whose: re.Match[str], path: Path) -> None:
    """A file that says whose it is; of several attempts the last one counts."""
    groups = whose.groupdict()
    if groups["file"] is None:  # what the system says of the attempt
        return
    name = "" if kind(path) else groups["file"]
    student = f"{groups['student']}\0{groups.get('id', '')}"
    flat.setdefault(student, []).append((groups.get("date") or "", Part(path, name), bool(groups.get("late"))))


def _single(course: Course, path: Path) -> Iterator[Submission | Unrecognised]:
    """A file by itself: a submission, if its name is an exercise's."""
    if any(locate([path.name], exercise) for exercise in course):
        yield Submission(path.name, path, (Part(path, path.name),))
    else:
        yield Unrecognised(path, f"{path.name} is the file of no exercise, and its name does not say whose it is")


def _whole(path: Path) -> Submission:
    moodle = MOODLE.fullmatch(path.name)
    name = moodle["student"] if moodle else path.name[: len(path.name) - len(kind(path) or kind(path, STRANGE_ARCHIVES))]
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
    inside = [path for path in folder.iterdir() if not path.name.startswith(".") and path.name not in PASSED_OVER]
    topics = {topic.id for topic in course.topics}
    if (folder / "exercises").is_dir() and _topics(folder / "exercises", topics):
        return True  # a clone, or what is left of one
    own = {path.name for path in inside if path.is_dir() and path.name.lower() in topics}
    if any(kind(path) or (path.is_dir() and path.name not in own and _holds_topics(path, topics)) for path in inside):
        return False
    if any(CANVAS.fullmatch(path.name) or BLACKBOARD.fullmatch(path.name) or MOODLE.fullmatch(path.name) for path in inside):
        return False
    flat = [path.name for path in inside if path.is_file()]
    return bool(own) or any(locate(flat, exercise) for exercise in course) or not any(path.is_dir() for path in inside)


def _topics(folder: Path, topics: set[str]) -> bool:
    return any(path.is_dir() and path.name.lower() in topics for path in folder.iterdir())


def _holds_topics(folder: Path, topics: set[str]) -> bool:
    """Whether a folder, or the ``exercises`` in it, has a topic's folder."""
    places = [folder, folder / "exercises"]
    return any(place.is_dir() and _topics(place, topics) for place in places)


def _names(submissions: list[Submission]) -> list[str]:
    names = [one.name for one in submissions]
    if max(Counter(names).values(), default=1) == 1:
        return names
    for depth in range(1, max(len(one.path.parts) for one in submissions)):
        names = [as_text("/".join([*one.path.parts[-1 - depth : -1], one.name])) for one in submissions]
        if max(Counter(names).values()) == 1:
            return names
    places = [as_text(str(one.path)) for one in submissions]
    return [f"{name} ({number})" if places.count(name) > 1 else name for number, name in enumerate(places, 1)]
