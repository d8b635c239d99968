"""``deepkata practice``: solved exercises come back, nothing is overwritten, and mistakes that come back are told."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from support import deepkata, program

from deepkata.course import Course
from deepkata.explain import in_short
from deepkata.learn.practice import Practice, days_until, file
from deepkata.learn.progress import Progress
from deepkata.verdicts import Verdict

STUB = "exercises/1_basics/arithmetic.py"
ID = "1_basics/arithmetic"
MISTAKE = "returns the sum: a mean is the sum divided by the count"
SUM = program(mean="return float(a.sum())")
NOW = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)


@pytest.fixture
def solved(own_mini: Course) -> Course:
    """A course whose exercise was solved before times were noted, so that it is due."""
    with Progress.change(own_mini.root) as progress:
        standing = progress.of(ID)
        standing.verdict, standing.seen_solved = Verdict.ACCEPTED, True
    (own_mini.root / ".deepkata/stubs/1_basics").mkdir(parents=True)
    stub = own_mini.root / STUB
    (own_mini.root / ".deepkata/stubs/1_basics/arithmetic.py").write_bytes(stub.read_bytes())
    stub.write_text(program())
    return own_mini


def practise(course: Course, *arguments: str, code: int = 0) -> str:
    done = deepkata("practice", *arguments, cwd=course.root, code=code)
    return re.sub(r"(?<=\S)[ ]*\n[ ]*(?=[a-z])", " ", done.stdout + done.stderr)  # lines that the terminal breaks


def test_only_what_is_solved_is_practised(own_mini: Course) -> None:
    assert "Nothing is solved yet" in practise(own_mini)
    assert "1_basics/arithmetic is not solved yet" in practise(own_mini, "arithmetic", code=2)
    assert "No exercise is begun" in practise(own_mini, "--give-up", code=2)
    (own_mini.root / STUB).write_text(program())
    deepkata("run", cwd=own_mini.root, code=0)
    said = practise(own_mini)
    assert "Nothing is due today. arithmetic is due in 2 days" in said
    assert not (own_mini.root / "practice").exists()
    assert "The stub is in practice/1_basics/arithmetic.py" in practise(own_mini, "arithmetic")


def test_an_exercise_is_solved_again_from_its_stub(solved: Course) -> None:
    mine, kata = solved.root / STUB, file(solved, solved.exercises[0])
    said = practise(solved)
    assert "Due today: arithmetic" in said
    assert 'NotImplementedError("task 1' in kata.read_text()
    assert "is still the stub" in practise(solved)
    kata.write_text(SUM)
    said = practise(solved, code=1)
    assert "mean: expected 3, got 9." in said
    assert MISTAKE in said
    assert "deepkata practice arithmetic --give-up" in said
    assert "1 of 1 solved, 1 due." in practise(solved, "--stats")
    kata.write_text(program())
    said = practise(solved)
    assert "All tasks accepted" in said
    assert "Accepted after 1 failed attempt: arithmetic is due again tomorrow." in said
    assert "Nothing is due today" in practise(solved)
    assert mine.read_text() == program()
    said = practise(solved, "--stats")
    assert "tomorrow  arithmetic" in said
    assert "1 of 1 solved, 0 due." in said
    assert "Practised so far: 1; accepted at the first attempt: 0." in said
    assert "more than once" not in said
    with Practice.change(solved.root) as kept:
        kept.begin(solved, solved.exercises[0], NOW)
        kept.note_failure(solved.exercises[0], "another", MISTAKE)
    assert f"2 times  arithmetic  {MISTAKE}" in practise(solved, "--stats")


def test_what_is_begun_goes_on_and_what_was_practised_is_kept(solved: Course) -> None:
    exercise = solved.exercises[0]
    kata = file(solved, exercise)
    practise(solved)
    kata.write_text(program(save="raise NotImplementedError"))
    said = practise(solved, code=1)  # two of three tasks, and nothing wrong so far
    assert "5 of 6 points" in said
    kata.write_text(program())
    assert "Accepted at the first attempt: arithmetic is due again in 2 days." in practise(solved)
    said = practise(solved, "arithmetic")
    assert "What you practised last is kept in .deepkata/practised/1_basics/arithmetic/" in said
    (copy,) = (solved.root / ".deepkata/practised").rglob("*.py")
    assert copy.read_text() == program()
    assert "raise NotImplementedError" in kata.read_text()


def test_random_cases_are_new_and_the_same_within_an_attempt(solved: Course) -> None:
    kata = file(solved, solved.exercises[0])
    wrong = program(add="return a + b if len(a) < 2 else a - b")
    practise(solved)
    kata.write_text(wrong)
    first, again = (practise(solved, code=1).split("Task 1:")[1].split("points")[0] for _ in range(2))
    assert first == again
    assert "practice/1_basics" in (solved.root / ".deepkata/last_call.py").read_text()
    public = deepkata("run", "arithmetic", "--program", kata, cwd=solved.root, code=1).stdout.split("Task 1:")[1].split("points")[0]
    assert first.splitlines()[1] != public.splitlines()[1]
    assert len(Practice.load(solved.root).begun[ID].failed) == 1  # the same program, judged twice


def test_giving_up_brings_it_back_tomorrow(solved: Course) -> None:
    practise(solved)
    said = practise(solved, "--give-up")
    assert "arithmetic is due again tomorrow." in said
    assert "No exercise is begun" in practise(solved, "--give-up", code=2)


def test_an_unreadable_file_is_set_aside(solved: Course) -> None:
    practise(solved)
    kept = solved.root / ".deepkata/practice.json"
    kata = file(solved, solved.exercises[0])
    kata.write_text("half = 'written'\n")
    kept.write_text('{"cards": {"1_basics/arithmetic": {"state": 9}}}')
    said = practise(solved)
    assert (solved.root / ".deepkata/practice.unreadable.json").is_file()
    assert json.loads(kept.read_text())["begun"][ID]["failed"] == []
    (copy,) = (solved.root / ".deepkata/practised").rglob("*.py")
    assert copy.read_text() == "half = 'written'\n"
    assert str(copy.relative_to(solved.root)) in said


def test_intervals_grow_with_success_and_shrink_with_failure(solved: Course) -> None:
    exercise = solved.exercises[0]
    kept, progress = Practice(), Progress()
    kept.admit(solved, progress, NOW)
    assert kept.cards == {}
    progress.of(ID).seen_solved, progress.of(ID).first_solved = True, NOW - timedelta(days=30)
    kept.admit(solved, progress, NOW)
    assert kept.due(solved, NOW) == [exercise]
    intervals, now = [], NOW
    for outcome in ("right", "right", "right", "wrong", "given up"):
        kept.begin(solved, exercise, now)
        if outcome == "wrong":
            kept.note_failure(exercise, "a", MISTAKE)
            kept.note_failure(exercise, "b", MISTAKE)
        due = kept.finish(exercise, now, given_up=outcome == "given up")
        intervals.append(days_until(due, now))
        assert kept.due(solved, now) == []
        assert kept.due(solved, due - timedelta(hours=1)) == [exercise] or due.astimezone().hour == 0
        now = due
    first, second, third, wrong, given_up = intervals
    assert 2 < first < second < third
    assert wrong < 3 * third
    assert given_up < wrong
    assert (kept.times, kept.at_once) == (5, 3)
    assert kept.repeated() == []  # one attempt, however often it was judged
    kept.begin(solved, exercise, now)
    kept.note_failure(exercise, "c", MISTAKE)
    assert kept.repeated() == [(2, ID, MISTAKE)]


def test_a_mistake_in_short() -> None:
    words = "Your results are those of a program that divides by 2. What is shared counts twice.\n\nThey could also be others."
    assert in_short(words) == "divides by 2"
    assert in_short("Your program fails like one that calls `np.sum`: look at 0.5. Twice!") == "calls `np.sum`: look at 0.5"


def test_practice_is_not_handed_in(tmp_path: Path, own_mini: Course) -> None:
    from deepkata.handed_in import find

    for name, text in (("exercises", "mine = 1\n"), ("practice", "kata = 1\n")):
        (tmp_path / "ann" / name / "1_basics").mkdir(parents=True)
        (tmp_path / "ann" / name / "1_basics/arithmetic.py").write_text(text)
    (submission,) = find(own_mini, [tmp_path / "ann"]).submissions
    assert submission.read(own_mini.exercises[0]).data == b"mine = 1\n"
