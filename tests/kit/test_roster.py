"""Marks go back into the file that a learning management system exports, to the student whose they are, or to nobody."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec
import pytest
from support import deepkata

from deepkata.course import Course
from deepkata.report import marks, model, roster
from deepkata.report.model import LATE
from deepkata.report.roster import BadRoster
from deepkata.verdicts import ExerciseResult, TaskResult, Verdict

WORKSHEET = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (grade)","Feedback comments"
"Participant 12345","Rosa Example",rosa@example.org,"Submitted for grading",,100.00,Yes,-,
"Participant 12346","Sam Example",sam@example.org,"Submitted for grading",7.00,100.00,Yes,-,"handed in on paper"
"Participant 12347","Tina Äxample",tina@example.org,"No submission",,100.00,Yes,-,
"""
GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (901),Homework 2 (902),Current Score
    Points Possible,,,,,12.00,20.00,(read only)
"Example, Rosa",22345,s1,rosa,A,3.00,,25.0
"Example, Vera Maria",22346,s2,vera,A,,,
"Student, Test",22399,,0815,A,,,
"""


def report(course: Course, points: dict[str, float]) -> model.Report:
    """Submissions of one exercise with 8 points."""
    results = {
        name: ExerciseResult(id="1_basics/add", verdict=Verdict.WRONG_ANSWER, points=got, max_points=8, duration_s=0.0, tasks=())
        for name, got in points.items()
    }
    found = [model.SubmissionResult.of(name, [result]) for name, result in results.items()]
    return model.Report.of(course, found, seed=0, sandbox="full")


def roster_of(folder: Path, text: str) -> roster.Roster:
    path = folder / "students.csv"
    path.write_text(text, encoding="utf-8-sig")
    return roster.read(path)


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", ["Rosa Example", "rosa example", "Example Rosa", "exampleRosa", "rosa", "12345", "week3/Rosa Example"])
def test_a_submission_is_found_by_any_of_its_students_names(mini: Course, tmp_path: Path, name: str) -> None:
    matched = roster.match(roster_of(tmp_path, WORKSHEET), report(mini, {name: 4}))
    assert list(matched.by_row) == [0]
    assert not matched.unknown
    assert matched.missing == ["Sam Example", "Tina Äxample"]
    assert roster.with_names(matched, report(mini, {name: 4})).submissions[0].name == "Rosa Example"


def test_accents_do_not_matter(mini: Course, tmp_path: Path) -> None:
    found = roster.match(roster_of(tmp_path, WORKSHEET), report(mini, {"axampletina": 4, "Tina A\u0308xample ": 1, "sam": 2}))
    assert list(found.by_row) == [1]
    assert found.unknown == ["axampletina", "Tina A\u0308xample "], "two submissions of one student"


@pytest.mark.parametrize("name", ["Example", "Ro", "", "Participant", "../..", "Nobody Else"])
def test_who_is_in_no_row_gets_no_row(mini: Course, tmp_path: Path, name: str) -> None:
    assert roster.match(roster_of(tmp_path, WORKSHEET), report(mini, {name: 4})).unknown == [name]


def test_a_name_that_two_share_is_nobodys(mini: Course, tmp_path: Path) -> None:
    twice = WORKSHEET + '"Participant 12348","Rosa Example",rosa2@example.org,,,100.00,Yes,-,\n'
    found = roster.match(roster_of(tmp_path, twice), report(mini, {"Rosa Example": 4, "rosa2": 6}))
    assert found.unknown == ["Rosa Example"]
    assert list(found.by_row) == [3]


def test_moodles_worksheet_comes_back_with_grades(mini: Course, tmp_path: Path) -> None:
    matched = roster.match(roster_of(tmp_path, WORKSHEET), report(mini, {"Rosa Example": 6}))
    header, rosa, sam, tina = table(marks.moodle(matched, None)["moodle.csv"])
    was = table(WORKSHEET.encode())
    assert header == was[0]
    assert rosa == [*was[1][:4], "75.00", *was[1][5:8], "add 6 of 8"]
    assert (sam, tina) == (was[2], was[3]), "nothing was handed in here: nothing is changed"


def test_canvas_gets_the_students_and_one_assignment(mini: Course, tmp_path: Path) -> None:
    matched = roster.match(roster_of(tmp_path, GRADEBOOK), report(mini, {"examplerosa": 6, "examplevera maria": 8}))
    assert not matched.unknown
    assert matched.missing == []
    for column in ("Homework 2", "homework 2 (902)"):
        rows = table(marks.canvas(matched, column)["canvas.csv"])
        assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Homework 2 (902)"]
        assert [row[-1] for row in rows[1:]] == ["20.00", "15.00", "20.00", ""]


@pytest.mark.parametrize(
    ("system", "text", "column", "said"),
    [
        ("moodle", GRADEBOOK, None, "no grading worksheet"),
        ("canvas", WORKSHEET, None, "no gradebook"),
        ("canvas", GRADEBOOK, None, "--column which assignment the marks are for: Homework 1 (901), Homework 2 (902)"),
        ("canvas", GRADEBOOK, "Homework 3", "--column which assignment"),
    ],
)
def test_the_wrong_file_is_told(mini: Course, tmp_path: Path, system: str, text: str, column: str | None, said: str) -> None:
    matched = roster.match(roster_of(tmp_path, text), report(mini, {"rosa": 6}))
    with pytest.raises(marks.NoMarks) as raised:
        marks.SYSTEMS[system](matched, column)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "is empty"), (b"\xff\xfe", "not UTF-8"), (b"a,b\n1,2\n", "none of its columns"), (None, "No such file")]
)
def test_a_file_that_is_no_roster_is_told(tmp_path: Path, data: bytes | None, said: str) -> None:
    path = tmp_path / "students.csv"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(BadRoster) as raised:
        roster.read(path)
    assert said in str(raised.value)


def test_the_command_writes_names_and_marks_and_says_who_is_missing(mini: Course, tmp_path: Path) -> None:
    model.write(report(mini, {"rosa": 6, "a stranger": 8}), tmp_path / "report.json")
    (tmp_path / "students.csv").write_text(WORKSHEET, encoding="utf-8")
    words = ("report", "csv", "moodle", "--report", tmp_path / "report.json", "--roster", tmp_path / "students.csv")
    done = deepkata(*words, cwd=mini.root, code=2)
    assert "not in students.csv, or twice: a stranger" in done.stdout
    assert "handed in nothing: Sam Example, Tina Äxample" in done.stdout
    assert "Rosa Example,6.0" in (tmp_path / "class.csv").read_text(encoding="utf-8-sig")
    assert table((tmp_path / "moodle.csv").read_bytes())[1][4] == "75.00"
    assert "name it with --roster" in deepkata(*words[:-2], cwd=mini.root, code=2).stderr


@pytest.mark.parametrize(
    ("header", "cell", "late"),
    [
        ("Status", "Submitted for grading - 2 hours late", True),
        ("Status", "Submitted for grading", False),
        ("Status", "Translated", False),
        ("Late", "yes", True),
        ("late", "2 days", True),
        ("Late", "No", False),
        ("Late", "", False),
    ],
)
def test_who_was_late_is_told_by_the_roster(mini: Course, tmp_path: Path, header: str, cell: str, late: bool) -> None:
    found = report(mini, {"rosa": 4, "sam": 4})
    matched = roster.match(roster_of(tmp_path, f"Login,{header}\nrosa,{cell}\nsam,\n"), found)
    told = roster.with_names(matched, found)
    assert [LATE in one.remarks for one in told.submissions] == [late, False]
    assert [one.name for one in told.submissions] == ["rosa", "sam"]


#: GitHub Classroom's lists: of an assignment, and of a classroom.
ASSIGNMENT = """\
assignment_name,assignment_url,starter_code_url,github_username,roster_identifier,student_repository_name,points_awarded,points_available
week 1,u,u,rosa-example,Rosa Example,week-1-rosa-example,,
week 1,u,u,example,Sam Example,week-1-example,,
"""
CLASSROOM = "identifier,github_username,github_id,name\nRosa Example,rosa-example,11,\nSam Example,example,12,\n"


@pytest.mark.parametrize("text", [ASSIGNMENT, CLASSROOM])
def test_a_repository_is_named_after_the_assignment_and_the_login(mini: Course, tmp_path: Path, text: str) -> None:
    found = report(mini, {"week-1-rosa-example": 4, "week-1-example": 8, "week-1-x-example": 2, "week-1-stranger": 2})
    matched = roster.match(roster_of(tmp_path, text), found)
    assert {row: one.points for row, one in matched.by_row.items()} == {0: 4, 1: 8}
    assert matched.unknown == ["week-1-x-example", "week-1-stranger"]
    names = [one.name for one in roster.with_names(matched, found).submissions]
    assert names == ["Rosa Example", "Sam Example", "week-1-x-example", "week-1-stranger"]


def test_a_name_without_letters_is_nobodys(mini: Course, tmp_path: Path) -> None:
    matched = roster.match(roster_of(tmp_path, GRADEBOOK), report(mini, {"---": 4}))
    assert not matched.by_row


def test_two_of_one_name_are_told_apart_by_their_number(mini: Course, tmp_path: Path) -> None:
    twice = WORKSHEET.replace("Sam Example", "Rosa Example")
    matched = roster.match(roster_of(tmp_path, twice), report(mini, {"Rosa Example 12346": 4, "Participant 12345": 2}))
    assert {row: one.points for row, one in matched.by_row.items()} == {0: 2, 1: 4}


def test_lateness_and_what_could_not_be_judged_stand_in_the_comments(mini: Course, tmp_path: Path) -> None:
    late = WORKSHEET.replace('"Submitted for grading",,', '"Submitted for grading - 1 day late",,')
    found = report(mini, {"Rosa Example": 4})
    task = TaskResult(
        number=1, title="add", verdict=Verdict.INVALID_SUBMISSION, points=0, max_points=8, message="It is no <i>Python:\nline 3"
    )
    broken = msgspec.structs.replace(found.submissions[0].exercises[0], verdict=Verdict.INVALID_SUBMISSION, tasks=(task,))
    found = msgspec.structs.replace(found, submissions=(msgspec.structs.replace(found.submissions[0], exercises=(broken,)),))
    matched = roster.match(roster_of(tmp_path, late), found)
    comment = table(marks.moodle(matched, None)["moodle.csv"])[1][-1]
    assert comment == f"add 4 of 8 (It is no &lt;i&gt;Python: line 3); {LATE}"
    assert roster.with_names(matched, found).submissions[0].remarks == (LATE,)
