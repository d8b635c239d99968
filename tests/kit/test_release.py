"""`deepkata release`: students get everything but the solutions, and judge as before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support import deepkata, program

from deepkata.commands.release import leaks
from deepkata.course import Course
from deepkata.judge.replies import NAME


@pytest.fixture(scope="module")
def handed_out(mini: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    whole = tmp_path_factory.mktemp("whole") / "course"
    shutil.copytree(mini.root, whole)
    deepkata("answers", cwd=whole, code=0)
    place = whole.parent / "students"
    said = deepkata("release", place, cwd=whole, code=0)
    assert "no line of a solution is in it" in " ".join(said.stdout.split())
    return Course.read(place)


def test_no_program_of_ours_is_in_it(mini: Course, handed_out: Course) -> None:
    exercise = mini.exercises[0]
    assert not handed_out.reference(exercise).exists()
    assert (handed_out.tests(exercise) / NAME).is_file()
    for path in (handed_out.tests(exercise) / "submissions").glob("*/*.py"):
        assert path.parent.name in ("wrong_answer", "run_time_error")
        assert "def " not in path.read_text()
    slipped = handed_out.root / "fixtures" / "notes.txt"
    slipped.parent.mkdir(exist_ok=True)
    solution = mini.reference(exercise).read_text()
    slipped.write_text(max(solution.splitlines(), key=len))
    try:
        assert "notes.txt holds a line of the solution of 1_basics/arithmetic" in "\n".join(leaks(mini, handed_out))
    finally:
        slipped.unlink()


def test_a_student_judges_as_before(handed_out: Course) -> None:
    exercise = handed_out.exercises[0]
    stub = handed_out.stub(exercise)
    before = stub.read_text()
    try:
        assert "not attempted" in deepkata("run", "arithmetic", cwd=handed_out.root, code=1).stdout
        stub.write_text(program(mean="return float(a.sum())"))
        said = " ".join(deepkata("run", "arithmetic", cwd=handed_out.root, code=1).stdout.split())
        assert "Your results are those of a program that" in said
        stub.write_text(program())
        assert "All tasks accepted" in deepkata("run", "arithmetic", cwd=handed_out.root, code=0).stdout
        for command in ("solution", "diff"):
            assert "handed out without solutions" in " ".join(deepkata(command, "arithmetic", cwd=handed_out.root, code=2).stderr.split())
        deepkata("grade", cwd=handed_out.root, code=0)
    finally:
        stub.write_text(before)


def test_cases_of_another_seed_are_refused(handed_out: Course, tmp_path: Path) -> None:
    (tmp_path / "right.py").write_text(program())
    for command in (("run", "arithmetic", "--program", tmp_path / "right.py"), ("grade",)):
        said = deepkata(*command, "--seed", 7, cwd=handed_out.root, code=2).stderr
        assert "handed out without solutions: the answers are there for seed 0 alone" in " ".join(said.split())


def test_what_cannot_be_released_is_told(own_mini: Course, handed_out: Course, tmp_path: Path) -> None:
    assert "handed out already" in deepkata("release", tmp_path / "again", cwd=handed_out.root, code=2).stderr
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    assert "is not empty" in deepkata("release", tmp_path / "full", cwd=own_mini.root, code=2).stderr
    own_mini.reference(own_mini.exercises[0]).write_text(program(mean="return 0.0"))
    assert "fails on the reference" in deepkata("release", tmp_path / "broken", cwd=own_mini.root, code=2).stderr
