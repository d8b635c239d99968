"""Diagnosis: names the misconception behind a failure, if a known wrong program fails in the same way.

A failing test is replayed with the exercise's wrong programs. One of them explains a task if, in every call of every
failing test of the task, it answers what the student's program answered and not what is right; if it passes every
test that the student's program passes; and if it contradicts no other failure. Where no program does, passed
tests of later functions than those that failed do not count: a mistake in a helper shows in every function that uses it,
and a student may have made it in the first of them only. What right programs answer in several ways counts for nothing. Where two
misconceptions explain a task, both are named; where none does, or time runs out before all have been asked, nothing is said.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from deepkata.course import Course
from deepkata.explain.known_answers import WRONG
from deepkata.explain.likeness import ENOUGH, Answer, Answers, Relation, differing, evidence, relation
from deepkata.explain.replay import OutOfTime
from deepkata.judge.transcript import read
from deepkata.manifest import Exercise
from deepkata.verdicts import SuiteRun, TestResult, Verdict

EXPLAINABLE = (Verdict.WRONG_ANSWER, Verdict.RUN_TIME_ERROR)


class Known(msgspec.Struct, frozen=True):
    """A wrong program of the exercise. ``x.py`` and ``x__other.py`` are one misconception, x."""

    path: Path

    @property
    def misconception(self) -> str:
        return self.path.stem.partition("__")[0]

    @property
    def words(self) -> str:
        """Its docstring in one line."""
        try:
            return " ".join((ast.get_docstring(ast.parse(self.path.read_bytes())) or "").split())
        except SyntaxError:
            return ""


def known_programs(course: Course, exercise: Exercise) -> tuple[Known, ...]:
    """The wrong programs with which failures are compared."""
    return tuple(Known(path) for folder in WRONG for path in course.programs(exercise, folder))


class AnswerSource(Protocol):
    """Where the answers of known programs come from: read from the repository, or worked out by running the programs."""

    #: Whether the calls that right programs answer in several ways have been left out.
    knows_free: bool

    def fetch(self, program: Path, tests: Iterable[str]) -> None:
        """Have these tests' answers ready at once, as far as that helps. Raises OutOfTime."""

    def answers(self, program: Path, test: str) -> Answers:
        """What a program answers in one test. Raises OutOfTime."""
        ...

    def verdicts(self, program: Path) -> dict[str, Verdict]:
        """What the whole suite says of a program. Raises OutOfTime."""
        ...


def diagnose(
    course: Course,
    exercise: Exercise,
    source: AnswerSource,
    run: SuiteRun,
    *,
    known: tuple[Known, ...] | None = None,
    tasks: tuple[int, ...] = (),
) -> dict[int, tuple[Known, ...]]:
    """The misconceptions that explain each failed task (or those of ``tasks`` alone), one program for each."""
    case = _Case(course, exercise, source, run)
    suspects = known_programs(course, exercise) if known is None else known
    found: dict[int, tuple[Known, ...]] = {}
    for task in sorted({test.task for test in case.failed}):
        if tasks and task not in tasks:
            continue
        try:
            fitting = case.explain(task, suspects, explained=set(found))
        except OutOfTime:
            break
        if fitting:
            found[task] = _fewest_causes(fitting, found)
    return found


def _fewest_causes(fitting: tuple[Known, ...], found: dict[int, tuple[Known, ...]]) -> tuple[Known, ...]:
    """Those that explain an earlier task as well, if there are any: one mistake is likelier than two."""
    before = {known.misconception for others in found.values() for known in others}
    return tuple(known for known in fitting if known.misconception in before) or fitting


def in_words(found: dict[int, tuple[Known, ...]], run: SuiteRun) -> dict[int, str]:
    """What is said to the student of each task; one mistake behind several is told once, with the first."""
    raised = {test.task for test in run.tests if test.verdict is Verdict.RUN_TIME_ERROR}
    first: dict[frozenset[str], int] = {}
    alike: dict[int, list[int]] = {}
    for task, known in sorted(found.items()):
        told = first.setdefault(frozenset(one.misconception for one in known), task)
        alike.setdefault(told, []).append(task)
    words = {}
    for told, (_, *others) in alike.items():
        words[told] = sentence(found[told], raised=told in raised)
        if others:
            words[told] += f"\n\nThe same mistake also fails {_tasks(others)}."
            words.update(dict.fromkeys(others, f"This is the same mistake as in task {told}."))
    return words


def _tasks(numbers: list[int]) -> str:
    *before, last = map(str, numbers)
    return f"tasks {', '.join(before)} and {last}" if before else f"task {last}"


#: How the words of a mistake begin.
RETURNED, RAISED = "Your results are those of a program that ", "Your program fails like one that "


def sentence(known: tuple[Known, ...], *, raised: bool = False) -> str:
    """The words of the programs' docstrings, which begin with a verb in the third person."""
    words = [entry.words[:1].lower() + entry.words[1:] for entry in known]
    if raised:
        return RAISED + "\n\nIt could also be one that ".join(words)
    return RETURNED + "\n\nThey could also be those of a program that ".join(words)


def in_short(words: str) -> str:
    """What a program with a mistake does: the first sentence of the words, without their beginning."""
    first = re.split(r"(?<=[.!?])\s", words.removeprefix(RETURNED).removeprefix(RAISED), maxsplit=1)[0]
    return first.removesuffix(".")


class _Case:
    """One program's failures, and what is known about them."""

    def __init__(self, course: Course, exercise: Exercise, source: AnswerSource, run: SuiteRun) -> None:
        self.functions = exercise.functions
        self.reference = course.reference(exercise)
        self.course, self.exercise = course, exercise
        self.source = source
        self._free: dict[str, set[int]] = {}
        #: Of the student's answer (a test, a call) to an answer that many known programs share.
        self._relation: dict[tuple[str, int, Answer, bool], Relation] = {}
        self.passed = {test.name for test in run.tests if test.verdict is Verdict.ACCEPTED}
        self.failed = [test for test in run.tests if test.verdict in EXPLAINABLE]
        self.student = {name: Answers(read(evidence.transcript)) for name, evidence in run.evidence.items()}

    def explain(self, task: int, suspects: tuple[Known, ...], explained: set[int]) -> tuple[Known, ...]:
        """The misconceptions behind one task's failures; other tasks are ``explained`` already. Raises OutOfTime."""
        self.source.fetch(self.reference, [test.name for test in self.failed])
        tests = [test for test in self.failed if test.task == task and self._tells(test)]
        tests.sort(key=lambda test: len(self.student[test.name]))
        if sum(self._evidence(test) for test in tests) < ENOUGH:
            return ()
        fitting = list(suspects) if tests else []
        for test in tests:
            fitting = [known for known in fitting if Relation.SAME in (found := self._relations(known, test)) and found <= AGREEING]
        agreeing = [known for known in fitting if self._is_consistent(known, task, explained)]
        if fitting and not agreeing:
            last = max((place for test in tests for place in self._called(test.name)), default=len(self.functions))
            agreeing = [known for known in fitting if self._is_consistent(known, task, explained, last)]
        return tuple({known.misconception: known for known in reversed(agreeing)}.values())[::-1]

    def _tells(self, test: TestResult) -> bool:
        """Whether a test's answers differ from the right ones; an object that stays in the worker tells nothing."""
        if not len(self.student.get(test.name, ())):
            return False
        same = set(self._compare(self.reference, test, exact=True))
        return bool(same - {Relation.RIGHT, Relation.UNKNOWN})

    def _evidence(self, test: TestResult) -> int:
        student, right = self.student[test.name], self.source.answers(self.reference, test.name)
        places = set(range(min(len(student), len(right)))) - self._free_in(test)
        return sum(evidence(student[place], right[place]) for place in places if student.question(place) == right.question(place))

    def _called(self, test: str) -> set[int]:
        """The functions that the suite calls in a test, by their place in the exercise; a probe is in the first one."""
        called = {entry.function for entry in self.source.answers(self.reference, test).entries}
        return {self.functions.index(name) if name in self.functions else 0 for name in called}

    def _are_later(self, tests: list[str], last: int) -> bool:
        """Whether the suite calls only functions after ``last`` in some tests."""
        self.source.fetch(self.reference, tests)
        return all(min(self._called(test), default=0) > last for test in tests)

    def _is_consistent(self, known: Known, task: int, explained: set[int], last: int | None = None) -> bool:
        """Whether nothing else that the program does speaks against a misconception; passed tests of functions after ``last`` do not count.

        A failure of another task may have another cause, if it is known, or if the task comes later: an earlier failure
        that nobody can explain may well be behind this one too.
        """
        verdicts = self.source.verdicts(known.path)
        contradicting = [name for name in self.passed if verdicts.get(name) is not Verdict.ACCEPTED]
        if contradicting and (last is None or not self._are_later(contradicting, last)):
            return False
        for test in self.failed:
            another_cause = test.task > task or test.task in explained
            if test.task != task and test.name in self.student:
                found = set(self._compare(known.path, test))
                if not found <= (AGREEING | {Relation.ABSENT} if another_cause else AGREEING):
                    return False
        return True

    def _relations(self, known: Known, test: TestResult) -> set[Relation]:
        """How a known program's answers relate to the student's, in every call of a test or up to the first that contradicts."""
        found = set()
        for one in self._compare(known.path, test):
            found.add(one)
            if one not in AGREEING:
                return found
        if found <= {Relation.RIGHT, Relation.UNKNOWN}:  # what failed is within the usual tolerance: every bit counts
            found = set(self._compare(known.path, test, exact=True))
        return found

    def _compare(self, program: Path, test: TestResult, *, exact: bool = False) -> Iterator[Relation]:
        student = self.student[test.name]
        known, right = self.source.answers(program, test.name), self.source.answers(self.reference, test.name)
        for place in range(len(student)):
            asked = student.question(place)
            if known.question(place) != asked:
                yield Relation.OTHER
                return
            if right.question(place) != asked or place in self._free_in(test):
                yield Relation.UNKNOWN
                continue
            key = test.name, place, known[place], exact
            if key not in self._relation:
                self._relation[key] = relation(student[place], known[place], right[place], exact=exact)
            yield self._relation[key]

    def _free_in(self, test: TestResult) -> set[int]:
        """The calls that right programs answer differently, such as the scores of an untrained network: they tell nothing."""
        if self.source.knows_free:
            return set()
        if test.name not in self._free:
            right = self.source.answers(self.reference, test.name)
            others = [self.source.answers(path, test.name) for path in self.course.programs(self.exercise, "accepted")]
            self._free[test.name] = set().union(*(differing(right, other) for other in others))
        return self._free[test.name]


#: A test is explained by these alone, with SAME among them.
AGREEING = {Relation.SAME, Relation.RIGHT, Relation.UNKNOWN}
