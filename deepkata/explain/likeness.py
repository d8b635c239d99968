"""How alike two programs' answers to the same call are, seen from the right answer.

Distances are in units of the tolerance with which suites compare by default: up to 1 two answers count as equal.
"""

from __future__ import annotations

import enum
import math
import re
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
import numpy as np

from deepkata.judge.transcript import Entry, Gave, Outcome, Threw, Transcript, Unknown
from deepkata.wire.values import Files, HandleNode, Reader, ScratchNode, WireError

RTOL, ATOL = 1e-5, 1e-6
#: How near a known mistake must come to what came: in units, and as a part of the distance to what is right.
NEAR, NEAR_PART = 10.0, 0.05
FAR = math.inf
#: How many numbers have to differ before a likeness is no accident; a fraction is enough.
ENOUGH = 3


class Hidden:
    """Stands for what stayed in the worker, such as a model."""


class _Values(Reader):
    """A recorded answer's values."""

    def handle(self, node: HandleNode) -> Hidden:
        return Hidden()

    def files(self, files: Files) -> Hidden:
        return Hidden()

    def scratch(self, node: ScratchNode) -> Hidden:
        return Hidden()


class Relation(enum.Enum):
    """What a known mistake's answer to one call says about the student's."""

    RIGHT = "both are right"
    SAME = "the same wrong answer"
    ABSENT = "the student's is wrong, the known mistake's is right"
    EXTRA = "the student's is right, the known mistake's is wrong"
    OTHER = "both are wrong, each in its own way"
    UNKNOWN = "nothing can be said"


class Answer:
    """An outcome with its values read, once."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        #: To other answers, once somebody has asked: a known mistake is compared with what is right for every program.
        self.distances: WeakKeyDictionary[Answer, float] = WeakKeyDictionary()
        self.values: Any = Hidden()
        self.changed: frozenset[str] = frozenset()
        if isinstance(outcome, Gave):
            self.changed = frozenset(outcome.changed)
            try:
                self.values = plain_form(_Values(bytearray(outcome.payload)).read(outcome.node))
            except (WireError, msgspec.MsgspecError, RecursionError):
                self.outcome = Unknown()

    @property
    def unknown(self) -> bool:
        return isinstance(self.outcome, Unknown)


class Answers:
    """A transcript whose answers are read when they are asked for; ``read``: those of several transcripts that share outcomes."""

    def __init__(self, transcript: Transcript, read: dict[int, Answer] | None = None) -> None:
        self.entries = transcript.entries
        self._read: dict[int, Answer] = {} if read is None else read

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, place: int) -> Answer:
        outcome = self.entries[place].outcome
        if id(outcome) not in self._read:
            self._read[id(outcome)] = Answer(outcome)
        return self._read[id(outcome)]

    def question(self, place: int) -> tuple[str, bool, bytes] | None:
        """What was called and with what."""
        if place >= len(self.entries):
            return None
        entry: Entry = self.entries[place]
        return entry.function, entry.probe, entry.arguments


def plain_form(value: Any) -> Any:
    """Numbers, and lists of numbers, as arrays: a suite takes one for the other."""
    if isinstance(value, np.ndarray | bool | int | float | np.generic):
        return _array(value)
    if isinstance(value, list | tuple):
        if value and all(isinstance(item, bool | int | float | np.number | np.bool_) for item in value):
            return _array(value)
        items = [plain_form(item) for item in value]
        shapes = {item.shape for item in items if isinstance(item, np.ndarray) and item.dtype.kind in "biuf"}
        if items and len(shapes) == 1 and all(isinstance(item, np.ndarray) for item in items):
            return np.stack(items)
        return tuple(items)
    if isinstance(value, dict):
        return {str(key): plain_form(item) for key, item in value.items()}
    return value


def _array(value: Any) -> Any:
    try:
        return np.asarray(value)
    except (ValueError, OverflowError):
        return str(value)


def relation(student: Answer, known: Answer, right: Answer, *, exact: bool = False) -> Relation:
    """What ``known`` says about ``student``. ``exact``: every bit counts."""
    if student.unknown or known.unknown or right.unknown:
        return Relation.UNKNOWN
    if known is right:
        same = not distance(student, right) if exact else distance(student, right) <= 1
        return Relation.RIGHT if same else Relation.ABSENT
    effect, other = distance(student, right), distance(known, right)
    if not exact and effect <= 1:
        if other > 1:
            return Relation.EXTRA
        return Relation.SAME if forms(student) == forms(known) != forms(right) else Relation.RIGHT
    rest = distance(student, known, words=not isinstance(right.outcome, Threw))
    if exact:
        if not rest:
            return Relation.SAME if effect else Relation.RIGHT
        return Relation.OTHER if other else Relation.ABSENT
    if rest <= min(NEAR, NEAR_PART * effect):
        return Relation.SAME
    return Relation.ABSENT if other <= 1 else Relation.OTHER


def distance(a: Answer, b: Answer, *, words: bool = False) -> float:
    """How far apart two answers are; ``words``: an exception's text counts as well as its type."""
    if isinstance(a.outcome, Threw) and isinstance(b.outcome, Threw):
        same = a.outcome.type_name == b.outcome.type_name and (not words or gist(a.outcome.message) == gist(b.outcome.message))
        return 0.0 if same else FAR
    if isinstance(a.outcome, Threw) or isinstance(b.outcome, Threw) or a.changed != b.changed:
        return FAR
    if b not in a.distances:
        a.distances[b] = _distance(a.values, b.values)
    return a.distances[b]


def _distance(a: Any, b: Any) -> float:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return _between_arrays(a, b)
    if isinstance(a, Hidden) and isinstance(b, Hidden):
        return 0.0
    if type(a) is not type(b):
        return FAR
    if isinstance(a, tuple):
        return max((_distance(x, y) for x, y in zip(a, b, strict=True)), default=0.0) if len(a) == len(b) else FAR
    if isinstance(a, dict):
        return max((_distance(a[key], b[key]) for key in a), default=0.0) if a.keys() == b.keys() else FAR
    return 0.0 if a == b else FAR


def _between_arrays(a: np.ndarray, b: np.ndarray) -> float:
    kinds = {array.dtype.kind.replace("u", "i") for array in (a, b)}
    if a.shape != b.shape or len(kinds) > 1:
        return FAR
    if a.dtype == b.dtype and a.tobytes() == b.tobytes():
        return 0.0
    if a.dtype.kind not in "biuf":
        return 0.0 if np.array_equal(a, b) else FAR
    with np.errstate(all="ignore"):
        x, y = a.astype(np.float64), b.astype(np.float64)
        same = (x == y) | (np.isnan(x) & np.isnan(y))
        finite = np.isfinite(y)
        scale = max(1.0, float(np.abs(y[finite]).max(initial=0)))
        units = np.where(same, 0.0, np.abs(x - y) / (ATOL * scale + RTOL * np.abs(y)))
    units = np.where(np.isnan(units), FAR, units)
    return float(units.max(initial=0))


def differing(right: Answers, other: Answers) -> set[int]:
    """The calls that two right programs answer differently."""
    shared = range(min(len(other), len(right)))
    return {place for place in shared if other.question(place) == right.question(place) and distance(other[place], right[place]) > 1}


def evidence(student: Answer, right: Answer) -> int:
    """How much the difference of an answer from the right one tells: a lone count or flag may have many causes."""
    if student.unknown or right.unknown:
        return 0
    a, b = student.values, right.values
    if isinstance(student.outcome, Threw) or isinstance(right.outcome, Threw) or student.changed != right.changed:
        return ENOUGH
    return _evidence(a, b)


def _evidence(a: Any, b: Any) -> int:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and a.dtype.kind in "biuf" and b.dtype.kind in "biuf":
        if a.shape != b.shape or a.dtype != b.dtype:
            return ENOUGH
        wrong = a[~((a == b) | ((a != a) & (b != b)))]
        return int(wrong.size + ENOUGH * np.count_nonzero(wrong != np.rint(wrong)))
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        return sum(_evidence(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        return sum(_evidence(a[key], b[key]) for key in a)
    if isinstance(a, Hidden) and isinstance(b, Hidden):
        return 0
    return 0 if _distance(a, b) == 0 else 1


def forms(answer: Answer) -> list[str]:
    """The dtypes of an answer's arrays."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, np.ndarray):
            found.append(value.dtype.name)
        elif isinstance(value, tuple | dict):
            for item in value.values() if isinstance(value, dict) else value:
                walk(item)

    walk(answer.values)
    return found


def gist(message: str) -> str:
    """An exception's words without what differs between two programs of the same mistake: places, names, numbers."""
    text = re.sub(r"File \"[^\"]*\", line \d+, in \S+", "", message)
    text = re.sub(r"\{\{[^}]*\}\}|'[^']*'|\"[^\"]*\"|\b\w*_\w*\b|0x[0-9a-f]+", "", text)
    return " ".join(re.sub(r"\d+", "#", text).split())[:300]
