"""Which programs of a class are similar beyond what the course explains: fingerprints of code, by copydetect.

Winnowing (Schleimer, Wilkerson, Aiken, 2003): a program is the set of its passages of ``PASSAGE`` characters, in which names
and texts are replaced by one letter each and comments are left out. Passages of the stub, the reference and the accepted
programs are removed before two programs are compared. Nothing that was handed in is run or imported.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Iterator

import msgspec
import numpy as np
import numpy.typing as npt
from copydetect import CodeFingerprint, compare_files
from copydetect.utils import get_token_coverage

from deepkata.course import Course
from deepkata.handed_in import Submission
from deepkata.handed_in.contents import MAX_SOURCE
from deepkata.manifest import Exercise
from deepkata.text import plain

#: Characters of a passage, after names are shortened to one: about two lines. copydetect's own default.
PASSAGE = 25
#: Two programs that share fewer characters than this have nothing in common that could not be chance.
LEAST = 100
#: Pairs of an exercise that are worked out line by line, the most similar first.
MOST = 200
#: Lines shown before and after what two programs share.
AROUND = 3


class Unread(msgspec.Struct, frozen=True):
    """A file that was not compared, and why."""

    name: str
    exercise: str
    reason: str


class Line(msgspec.Struct, frozen=True):
    """A line of a program, shared by the other one or not; without a number it stands for lines that are left out."""

    text: str
    number: int = 0
    shared: bool = False


class Side(msgspec.Struct, frozen=True):
    """One program of a pair: the share of what is its own that the other one has too, from 0 to 1."""

    name: str
    share: float
    lines: tuple[Line, ...]

    @property
    def shared_lines(self) -> int:
        return sum(line.shared for line in self.lines)


class Pair(msgspec.Struct, frozen=True):
    """Two similar programs, and the larger of their shares."""

    exercise: str
    share: float
    left: Side
    right: Side

    @property
    def lines(self) -> int:
        """How many lines are shared."""
        return max(self.left.shared_lines, self.right.shared_lines)


class Found(msgspec.Struct, frozen=True):
    """One exercise: how many programs and pairs of them that are similar, the most similar pairs, and what was not compared."""

    programs: int
    count: int
    pairs: list[Pair]
    unread: list[Unread]


class _Program(msgspec.Struct, frozen=True):
    name: str
    text: str
    skipped: int
    fingerprint: CodeFingerprint


class _Shared(msgspec.Struct, frozen=True):
    """Two programs, the shares of each that the other one has too, and where these passages begin and end."""

    programs: tuple[_Program, _Program]
    shares: tuple[float, ...]
    places: tuple[npt.NDArray[np.int_], npt.NDArray[np.int_]]

    @property
    def share(self) -> float:
        """The larger of the two: a copy to which something was added is a copy."""
        return max(self.shares)

    def pair(self, exercise: Exercise) -> Pair:
        """The same line by line."""
        parts = zip(self.programs, self.shares, self.places, strict=True)
        left, right = (Side(program.name, share, tuple(_lines(program, places))) for program, share, places in parts)
        return Pair(exercise.id, self.share, left, right)


def compare(course: Course, exercise: Exercise, submissions: Iterable[Submission], least_share: float) -> Found:
    """Everybody's program for an exercise beside everybody else's; pairs that share at least ``least_share``, from 0 to 1."""
    texts, unread = dict[str, str](), list[Unread]()
    for submission in submissions:
        source_file = submission.read(exercise)
        if source_file.fault:
            unread.append(Unread(submission.name, exercise.id, source_file.fault))
        elif source_file.data is not None:
            try:
                texts[submission.name] = source_file.data.decode("utf-8-sig")
            except UnicodeDecodeError:
                unread.append(Unread(submission.name, exercise.id, f"{source_file.where} is not text in UTF-8"))
    if len(texts) < 2:
        return Found(len(texts), 0, [], unread)
    known = _known(course, exercise)
    programs = [_program(name, text, known) for name, text in texts.items()]
    similar = [two for two in map(_shared, itertools.combinations(programs, 2)) if two and two.share >= least_share]
    similar.sort(key=lambda two: -two.share)
    return Found(len(texts), len(similar), [two.pair(exercise) for two in similar[:MOST]], unread)


def _known(course: Course, exercise: Exercise) -> set[int]:
    """The passages that the course itself explains."""
    accepted = (course.tests(exercise) / "submissions" / "accepted").glob("*.py")
    files = [path for path in (course.stub(exercise), course.reference(exercise), *accepted) if path.is_file()]
    return {passage for path in files for passage in _fingerprint(path.read_text(encoding="utf-8", errors="replace")).hashes}


def _fingerprint(text: str) -> CodeFingerprint:
    return CodeFingerprint("program.py", PASSAGE, 1, language="python", fp=io.StringIO(text))


def _program(name: str, text: str, known: set[int]) -> _Program:
    """A program and what is its own in it."""
    text = plain(text.replace("\r\n", "\n").replace("\r", "\n"), MAX_SOURCE)
    code = text.strip("\n")  # the lexer drops empty lines at both ends, and places are counted in what it leaves
    fingerprint = _fingerprint(code)
    fingerprint.hashes -= known
    fingerprint.hash_idx = {passage: places for passage, places in fingerprint.hash_idx.items() if passage in fingerprint.hashes}
    fingerprint.token_coverage = get_token_coverage(fingerprint.hash_idx, PASSAGE, len(fingerprint.filtered_code))
    return _Program(name, code, len(text) - len(text.lstrip("\n")), fingerprint)


def _shared(programs: tuple[_Program, _Program]) -> _Shared | None:
    """What two programs share; None if that is too little to mean anything."""
    prints = [one.fingerprint for one in programs]
    if prints[0].hashes.isdisjoint(prints[1].hashes):
        return None
    _, shares, places = compare_files(*prints)
    if min(share * one.token_coverage for share, one in zip(shares, prints, strict=True)) < LEAST:
        return None
    return _Shared(programs, tuple(map(float, shares)), places)


def _lines(program: _Program, slices: npt.NDArray[np.int_]) -> Iterator[Line]:
    """The lines of a program; one is shared if half of its code is."""
    shared = np.zeros(len(program.text), bool)
    for start, end in slices.T:
        shared[start:end] = True
    place = 0
    for number, text in enumerate(program.text.split("\n"), program.skipped + 1):
        code = [bool(shared[place + column]) for column, letter in enumerate(text) if not letter.isspace()]
        comment = text.lstrip().startswith("#")  # which is not compared
        yield Line(text, number, not comment and bool(code) and 2 * sum(code) >= len(code))
        place += len(text) + 1


def folded(lines: tuple[Line, ...]) -> Iterator[Line]:
    """The shared lines and those around them; one line stands for those between."""
    near = np.convolve([line.shared for line in lines], np.ones(2 * AROUND + 1), "full")[AROUND : AROUND + len(lines)] > 0
    for shown, group in itertools.groupby(zip(near.tolist(), lines, strict=True), key=lambda entry: entry[0]):
        left_out = [line for _, line in group]
        if shown or len(left_out) == 1:
            yield from left_out
        else:
            yield Line(f"{len(left_out)} lines")


def told_once(unread: Iterable[Unread]) -> list[Unread]:
    """What concerns several exercises of a submission, an archive that cannot be read for instance, is told once."""
    exercises: dict[tuple[str, str], list[str]] = {}
    for one in unread:
        exercises.setdefault((one.name, one.reason), []).append(one.exercise)
    return [Unread(name, places[0] if len(places) == 1 else "", reason) for (name, reason), places in exercises.items()]
