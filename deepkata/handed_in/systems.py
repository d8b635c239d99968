"""How learning management systems name what they export: whose a file or folder is, and which of several attempts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

import msgspec

#: Canvas: ``annexample_12345_67890_box_iou.py``, ``bobexample_LATE_2345_67891_box_iou-1.py``; what was typed: ``annexample_12345_text.html``.
CANVAS = re.compile(r"(?P<student>[^_]+)_(?P<late>LATE_)?(?P<number>\d+)_(?:(?:\d+)_(?P<file>.+)|text\.html)")
#: Blackboard: ``Homework 1_ann_attempt_2026-11-01-10-00-00_box_iou.py``; without a file it is about the attempt.
BLACKBOARD = re.compile(r"(?P<who>.+?_[^_]+)_attempt_(?P<date>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)")
#: Moodle: ``Ann Example_12345_assignsubmission_file_``, a folder, or without folders what each file begins with; ``onlinetext`` was typed.
MOODLE = re.compile(r"(?P<student>.+?)_(?P<number>\d+)_assignsubmission_(?P<what>file|onlinetext)(?:_(?P<file>.*))?")
#: How Moodle calls students whose names are hidden; its gradebook says ``Participant 12345``.
NAMELESS = "Participant"
#: Gradescope: ``submission_301``, a folder, and a file that says whose it is.
GRADESCOPE = re.compile(r"submission_(?P<number>\d+)")
METADATA = "submission_metadata.yml"
#: What systems and people add for themselves.
BESIDE = re.compile(rf"(?i)(\..*|thumbs\.db|desktop\.ini|index\.html|{METADATA}|.*\.(csv|xlsx?|json))")
_ENTRY = re.compile(r"^submission_(\d+):", re.M)
#: The list below ``:submitters:``, up to the next key of the entry: what was printed may hold anything.
_SUBMITTERS = re.compile(r"^  :?submitters:\n((?:  - .*\n?|    .*\n?)*)", re.M)
_SUBMITTER = re.compile(r"^  (?:- |  ):?name:\s*(.+?)\s*$", re.M)


class Ownership(msgspec.Struct, frozen=True):
    """Whose a file or folder is; ``file``: the name under which it was handed in; empty for folders and for what the system wrote."""

    student: str
    number: str = ""
    file: str = ""
    attempt: str = ""
    late: bool = False
    typed: bool = False


def owners(names: Iterable[str], metadata: str = "") -> dict[str, Ownership]:
    """Of the names in a folder those that say whose they are; ``metadata``: what Gradescope's file says."""
    names = list(names)
    found: dict[str, Ownership] = {}
    students = submitters(metadata)
    attempts = {name: match for name in names if (match := BLACKBOARD.fullmatch(name))}
    everybody = {match["who"] for match in attempts.values()}
    for name in names:
        if match := attempts.get(name):
            who, file = match["who"], match["file"] or ""
            found[name] = Ownership(_student(who, everybody), who, file, match["date"], typed=not file)
        elif match := MOODLE.fullmatch(name):
            student = f"{NAMELESS} {match['number']}" if match["student"] == NAMELESS else match["student"]
            found[name] = Ownership(student, match["number"], match["file"] or "", typed=match["what"] == "onlinetext")
        elif match := CANVAS.fullmatch(name):
            found[name] = Ownership(
                match["student"], match["number"], match["file"] or "", late=bool(match["late"]), typed=not match["file"]
            )
        elif (match := GRADESCOPE.fullmatch(name)) and match["number"] in students:
            found[name] = Ownership(students[match["number"]], match["number"])
    return found


def _student(who: str, everybody: set[str]) -> str:
    """The login in ``Homework 1_b_test``: what comes after that which all names of the assignment share; else the last part."""
    starts = zip(*(name.split("_")[:-1] for name in everybody), strict=False)
    shared = sum(1 for _ in itertools.takewhile(lambda parts: len(set(parts)) == 1, starts))
    return "_".join(who.split("_")[shared or -1 :])


def submitters(metadata: str) -> dict[str, str]:
    """The students of each of Gradescope's submissions, by its number; a group's are joined."""
    _, *entries = _ENTRY.split(metadata)
    found = {
        number: [name.strip("'\"") for block in _SUBMITTERS.findall(text)[:1] for name in _SUBMITTER.findall(block)]
        for number, text in zip(entries[::2], entries[1::2], strict=True)
    }
    return {number: " and ".join(students) for number, students in found.items() if students}


def is_export(names: Iterable[str]) -> bool:
    """Whether these are the names in a folder that a system exported for a whole class."""
    known = list(names)
    if METADATA in known or any(pattern.fullmatch(name) for pattern in (MOODLE, BLACKBOARD) for name in known):
        return True
    known = [name for name in known if not BESIDE.fullmatch(name)]
    return len(known) > 1 and any(all(pattern.fullmatch(name) for name in known) for pattern in (CANVAS, GRADESCOPE))
