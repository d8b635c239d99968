"""What an exercise's known programs answer at the public seed, as data beside its suite: explanations come with the verdict.

A file belongs to one suite and one set of programs: of any other it says nothing. What right programs answer in several
ways, such as the logits of a trained network, tells nothing about a mistake and is left out.
"""

from __future__ import annotations

import functools
import lzma
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from deepkata import fingerprint
from deepkata.course import PUBLIC_SEED, Course
from deepkata.environment import PACKAGES, installed_version, processor
from deepkata.explain.likeness import NEAR, Answer, Answers, differing, distance
from deepkata.files import write_atomically
from deepkata.judge.engine import Engine
from deepkata.judge.transcript import Entry, Outcome, Transcript, Unknown, dump, read
from deepkata.manifest import Exercise
from deepkata.verdicts import SuiteRun, Verdict
from deepkata.worker.profiles import SMALL

NAME = "known_answers.xz"
FORMAT = 2
#: In the file of a program that sorts with an unstable method, say: which of two equal values comes first depends on the processor.
#: What a program reads from uninitialised memory depends on chance, even if several runs in a row agree.
_DEPENDS = re.compile(r"^# depends on (the processor|chance)$", re.M)
#: The folders of programs that teach something about a failure.
WRONG = (Verdict.WRONG_ANSWER.value, Verdict.RUN_TIME_ERROR.value)
#: Those whose answers are stored: right ones tell what may be answered in several ways.
FOLDERS = (Verdict.ACCEPTED.value, *WRONG)
COMMAND = "deepkata answers"


class Told(msgspec.Struct, frozen=True):
    """One test of a known program: its verdict, the calls with their answers, and what is said of a failure."""

    verdict: Verdict
    transcript: bytes
    message: str = ""


def told(run: SuiteRun) -> dict[str, Told]:
    """The tests of a run that was recorded."""
    recorded = {name: evidence.transcript for name, evidence in run.evidence.items()}
    return {test.name: Told(test.verdict, recorded.get(test.name, b""), test.message) for test in run.tests}


class _Call(msgspec.Struct, frozen=True, array_like=True):
    """A call whose answer stands in a table, as most programs give most answers alike."""

    function: str
    probe: bool
    arguments: bytes
    outcome: int


class _Row(msgspec.Struct, frozen=True, array_like=True):
    """One test of a program: the calls by their places in a table."""

    verdict: Verdict = Verdict.NOT_ATTEMPTED
    calls: list[int] = []
    message: str = ""


class _Stored(msgspec.Struct, frozen=True):
    made_for: str
    packages: dict[str, str | None]
    outcomes: list[Outcome]
    calls: list[_Call]
    programs: dict[str, dict[str, _Row]]
    processor: str = ""


class KnownAnswers:
    """The answers of one exercise's known programs, by the programs' paths: a source of a diagnosis."""

    knows_free = True

    def __init__(self, root: Path, stored: _Stored) -> None:
        self.made_for = stored.made_for
        self.packages = stored.packages
        self._root = root
        self.stored = stored
        self._answers: dict[tuple[Path, str], Answers] = {}
        self._read: dict[int, Answer] = {}

    @classmethod
    def of(cls, course: Course, exercise: Exercise) -> KnownAnswers | None:
        """Those in the repository; None if there are none that belong to this suite and these programs."""
        path = course.tests(exercise) / NAME
        try:
            at = path.stat().st_mtime_ns
        except OSError:
            return None
        found = _read(course.root, path, at)
        return found if found and found.made_for == _made_for(course, exercise) else None

    def fetch(self, program: Path, tests: Iterable[str]) -> None:
        """Nothing to do: all are there."""

    def verdicts(self, program: Path) -> dict[str, Verdict]:
        """What the suite says of each test."""
        return {test: row.verdict for test, row in self._tests(program).items()}

    def messages(self, program: Path) -> dict[str, str]:
        """What the suite says of each test that fails."""
        return {test: row.message for test, row in self._tests(program).items()}

    def answers(self, program: Path, test: str) -> Answers:
        """What a program answers in one test."""
        if (program, test) not in self._answers:
            self._answers[program, test] = Answers(self._transcript(program, test), self._read)
        return self._answers[program, test]

    def transcript(self, program: Path, test: str) -> bytes:
        """The calls of one test and what a program answers, as evidence of a run has them."""
        return dump(self._transcript(program, test))

    def was_asked(self, reference: Path, run: SuiteRun) -> bool:
        """Whether each failed test began with the call that is stored: drawn numbers may differ in their last bits elsewhere."""
        for name, evidence in run.evidence.items():
            first = Answers(read(evidence.transcript)).question(0)
            if first is not None and first != self.answers(reference, name).question(0):
                return False
        return True

    def differences(self, program: Path, tests: Mapping[str, Told], *, numbers: bool = True) -> list[str]:
        """Those of ``tests`` in which a program now does something else than is stored: gets another verdict, or answers other ``numbers``."""
        was = self.verdicts(program)
        return [
            name
            for name, told in tests.items()
            if told.verdict is not was.get(name) or (numbers and not self._alike(program, name, Answers(read(told.transcript))))
        ]

    def holds_here(self, exercise: Exercise) -> bool:
        """Whether even the numbers must be the same here: trainings end a little differently on another processor."""
        return exercise.profile in SMALL or self._made_here

    def _alike(self, program: Path, test: str, now: Answers) -> bool:
        """Elsewhere, a suite that asks for what a network answered asks something a little different: that is left out."""
        return _alike(self.answers(program, test), now, here=self._made_here)

    def binds(self, program: Path) -> bool:
        """Whether a program must answer here as stored: not if its answers depend on chance, or on the processor and this is another one."""
        depends = _DEPENDS.search(program.read_text(encoding="utf-8"))
        return not depends or (depends[1] == "the processor" and self._made_here)

    @property
    def _made_here(self) -> bool:
        return self.stored.processor == processor()

    def _tests(self, program: Path) -> dict[str, _Row]:
        return self.stored.programs.get(_label(self._root, program), {})

    def _transcript(self, program: Path, test: str) -> Transcript:
        found = [self.stored.calls[number] for number in self._tests(program).get(test, _Row()).calls]
        return Transcript(tuple(Entry(call.function, call.probe, call.arguments, self.stored.outcomes[call.outcome]) for call in found))


def programs(course: Course, exercise: Exercise) -> list[Path]:
    """The programs whose answers are stored."""
    return [course.reference(exercise), *(path for folder in FOLDERS for path in course.programs(exercise, folder))]


def work_out(engine: Engine, exercise: Exercise) -> Path:
    """Run the known programs, and store what they answer; the file's path."""
    course = engine.course
    found = {path: told(engine.run(exercise, path, seed=PUBLIC_SEED, record=True)) for path in programs(course, exercise)}
    free = _free(course, exercise, found)
    outcomes: dict[Outcome, int] = {}
    calls: dict[_Call, int] = {}
    rows: dict[str, dict[str, _Row]] = {}
    for path, tests in found.items():
        kept = rows[_label(course.root, path)] = {}
        for name, one in tests.items():
            numbers = []
            for place, entry in enumerate(read(one.transcript).entries):
                outcome = Unknown() if place in free[name] else entry.outcome
                call = _Call(entry.function, entry.probe, entry.arguments, outcomes.setdefault(outcome, len(outcomes)))
                numbers.append(calls.setdefault(call, len(calls)))
            kept[name] = _Row(one.verdict, numbers, one.message)
    stored = _Stored(_made_for(course, exercise), packages(), list(outcomes), list(calls), rows, processor())
    return _write(course, exercise, stored)


def _write(course: Course, exercise: Exercise, stored: _Stored) -> Path:
    path = course.tests(exercise) / NAME
    write_atomically(path, lzma.compress(msgspec.msgpack.encode(stored)))
    return path


def packages() -> dict[str, str | None]:
    """The versions that answers were worked out with: others may answer differently in the last digits."""
    return {name: installed_version(name) for name in PACKAGES}


def hand_out(course: Course, made: Course, exercise: Exercise) -> None:
    """Write those of the reference and of the wrong programs for a course without solutions, whose files are there already."""
    known = KnownAnswers.of(course, exercise)
    if known is None:
        return
    kept = {_label(course.root, path) for path in programs(course, exercise) if path.parent.name != Verdict.ACCEPTED.value}
    rows = {name: tests for name, tests in known.stored.programs.items() if name in kept}
    stored = msgspec.structs.replace(known.stored, made_for=_made_for(made, exercise), programs=rows)
    _write(made, exercise, stored)


def _made_for(course: Course, exercise: Exercise) -> str:
    """What must not have changed since."""
    return fingerprint.digest(str(FORMAT), fingerprint.known(course, exercise))


def _label(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


@functools.lru_cache(maxsize=64)
def _read(root: Path, path: Path, at: int) -> KnownAnswers | None:  # noqa: ARG001 - a key of the cache
    """A file's content, kept until it is written anew ``at`` another time."""
    try:
        stored = msgspec.msgpack.decode(lzma.decompress(path.read_bytes()), type=_Stored)
    except (OSError, lzma.LZMAError, msgspec.MsgspecError, RecursionError):
        return None
    return KnownAnswers(root, stored)


def forget() -> None:
    """Read all files anew when they are asked for."""
    _read.cache_clear()


def _free(course: Course, exercise: Exercise, found: Mapping[Path, Mapping[str, Told]]) -> dict[str, set[int]]:
    """Of each test the calls that right programs answer in several ways."""
    right = {name: Answers(read(one.transcript)) for name, one in found[course.reference(exercise)].items()}
    free: dict[str, set[int]] = {name: set() for tests in found.values() for name in tests}
    for path in course.programs(exercise, Verdict.ACCEPTED.value):
        for name, one in found.get(path, {}).items():
            if name in right:
                free[name] |= differing(right[name], Answers(read(one.transcript)))
    return free


def is_same(one: Told, other: Told) -> bool:
    """Whether a test came out twice alike."""
    return one.verdict is other.verdict and _alike(Answers(read(one.transcript)), Answers(read(other.transcript)))


def _alike(was: Answers, now: Answers, *, here: bool = True) -> bool:
    """Whether what is stored is still what comes: as near as a known mistake must come to be recognised."""
    if len(was) != len(now):
        return False
    places = [place for place in range(len(was)) if not (was[place].unknown or now[place].unknown)]
    asked = [place for place in places if was.question(place) == now.question(place)]
    return (len(asked) == len(places) or not here) and all(distance(was[place], now[place]) <= NEAR for place in asked)
