"""The command line, as people use it: output, exit codes, nothing lost, no traceback of ours."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import deepkata, program

from deepkata.course import Course
from deepkata.report import model

STUB = "exercises/1_basics/arithmetic.py"


def test_help_tells_every_command(mini: Course) -> None:
    text = deepkata("--help", cwd=mini.root, code=0).stdout
    for command in ("run", "list", "hint", "reset", "solution", "grade", "verify", "doctor"):
        assert f"  {command} " in text
        assert "Usage:" in deepkata(command, "--help", cwd=mini.root, code=0).stdout
    assert deepkata("--version", cwd=mini.root, code=0).stdout.startswith("deepkata 0")


def test_a_student_goes_from_stub_to_solved(own_mini: Course) -> None:
    root, stub = own_mini.root, own_mini.root / STUB
    first = deepkata("run", cwd=root, code=1).stdout
    assert "not attempted" in first
    assert "Start at line 6" in first
    stub.write_text(program(mean="return float(a.sum())"))
    second = deepkata("run", cwd=root, code=1).stdout
    assert "Task 2: The mean of 1, 2, 6 is 3." in second
    assert "mean: expected 3, got 9." in second
    assert "3 of 6 points" in second
    assert "not solved yet" in deepkata("solution", "arithmetic", cwd=root, code=2).stderr
    stub.write_text(program())
    assert "All tasks accepted" in deepkata("run", cwd=root, code=0).stdout
    assert "1 of 1 solved" in deepkata("list", cwd=root, code=0).stdout
    assert "def add" in deepkata("solution", "arithmetic", cwd=root, code=0).stdout
    assert "arithmetic" not in deepkata("list", "--pending", cwd=root, code=0).stdout


def test_hints_go_one_step_further_each_time(own_mini: Course) -> None:
    outputs = [deepkata("hint", "arithmetic", "--task", 2, cwd=own_mini.root, code=0).stdout for _ in range(4)]
    assert "Sum and count" in outputs[0]
    assert "Divide" not in outputs[0]
    assert "Divide" in outputs[1]
    assert "a.sum() / a.size" in outputs[2]
    assert outputs[3] == outputs[2]
    assert deepkata("hint", "arithmetic", "--task", 2, "--again", cwd=own_mini.root, code=0).stdout == outputs[2]
    assert "tasks 1 to 3, not 7" in deepkata("hint", "arithmetic", "--task", 7, cwd=own_mini.root, code=2).stderr


def test_reset_loses_nothing(own_mini: Course) -> None:
    root, stub = own_mini.root, own_mini.root / STUB
    original = stub.read_text()
    deepkata("list", cwd=root)
    stub.write_text("first = 1\n")
    deepkata("reset", "arithmetic", cwd=root, code=130)  # asked, and nobody answers
    assert stub.read_text() == "first = 1\n"
    deepkata("reset", "arithmetic", "--yes", cwd=root, code=0)
    assert stub.read_text() == original
    stub.write_text("second = 2\n")
    deepkata("reset", "arithmetic", "--yes", cwd=root, code=0)
    deepkata("reset", "arithmetic", "--undo", cwd=root, code=0)
    assert stub.read_text() == "second = 2\n"
    deepkata("reset", "arithmetic", "--undo", cwd=root, code=0)
    assert stub.read_text() == "first = 1\n"
    assert "No copy" in deepkata("reset", "arithmetic", "--undo", cwd=root, code=2).stderr


def test_undo_keeps_what_was_written_since(own_mini: Course) -> None:
    root, stub = own_mini.root, own_mini.root / STUB
    deepkata("list", cwd=root)
    stub.write_text("first = 1\n")
    deepkata("reset", "arithmetic", "--yes", cwd=root, code=0)
    stub.write_text("newer = 2\n")
    deepkata("reset", "arithmetic", "--undo", cwd=root, code=0)
    copies = [path.read_text() for path in (root / ".deepkata" / "copies").rglob("*") if path.is_file()]
    assert "newer = 2\n" in copies


def test_reset_finds_the_stub_in_git(own_mini: Course) -> None:
    root, stub = own_mini.root, own_mini.root / STUB
    original = stub.read_text()
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "course"]):
        subprocess.run([*git, *command], cwd=root, check=True)
    stub.write_text("mine = 1\n")
    subprocess.run([*git, "commit", "-qam", "mine"], cwd=root, check=True)
    deepkata("reset", "arithmetic", "--yes", cwd=root, code=0)
    assert stub.read_text() == original


def test_reset_without_an_original_says_so(own_mini: Course) -> None:
    (own_mini.root / STUB).write_text("mine = 1\n")
    assert "not known here" in deepkata("reset", "arithmetic", "--yes", cwd=own_mini.root, code=2).stderr
    assert (own_mini.root / STUB).read_text() == "mine = 1\n"


def test_unreadable_progress_is_set_aside(own_mini: Course) -> None:
    folder = own_mini.root / ".deepkata"
    folder.mkdir()
    (folder / "progress.json").write_text("{not json")
    deepkata("list", cwd=own_mini.root, code=0)
    assert (folder / "progress.unreadable.json").read_text() == "{not json"


def test_grading_several_writes_one_report(own_mini: Course, tmp_path: Path) -> None:
    texts = {"ann": program(), "bob": program(mean="return 0.0"), "cleo": "def add(a, b:", "dan": None}
    for name, text in texts.items():
        folder = tmp_path / name / "1_basics"
        folder.mkdir(parents=True)
        if text:
            (folder / "arithmetic.py").write_text(text)
    done = deepkata("grade", *(tmp_path / name for name in texts), "--seed", 5, cwd=own_mini.root, code=1)
    report = model.read(own_mini.root / "reports" / "grade" / "report.json")
    assert [s.name for s in report.submissions] == list(texts)
    assert [s.points for s in report.submissions] == [6, 3, 0, 0]
    assert {s.max_points for s in report.submissions} == {6}
    found = [s.exercises[0].verdict.value for s in report.submissions]
    assert found == ["accepted", "wrong_answer", "invalid_submission", "not_attempted"]
    assert report.seed == 5
    assert f"sandbox: {report.environment.sandbox}" in done.stdout
    for name in texts:
        assert name in done.stdout


def test_a_broken_suite_is_exit_code_3(own_mini: Course) -> None:
    suite = own_mini.suite(own_mini.exercises[0])
    suite.write_text("raise RuntimeError('not ready')\n")
    assert "not ready" in deepkata("grade", cwd=own_mini.root, code=3).stdout
    deepkata("run", "arithmetic", cwd=own_mini.root, code=3)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "aritmetic"], "Did you mean arithmetic?"),
        (["run", "--submission", "nowhere"], "no submission at"),
        (["grade", "nowhere"], "no submission at"),
        (["grade", "--exercise", "nothing"], "no exercise 'nothing'"),
        (["fly"], "No such command"),
        (["run", "--speed"], "No such option"),
    ],
)
def test_mistakes_are_answered_in_words(mini: Course, arguments: list[str], words: str) -> None:
    assert words in deepkata(*arguments, cwd=mini.root, code=2).stderr


@pytest.mark.parametrize("arguments", [["verify", "arithmetic", "--output"], ["release"], ["notebook", "--output"], ["bench", "--output"]])
def test_a_place_that_cannot_be_is_told(mini: Course, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "file").touch()
    told = deepkata(*arguments, tmp_path / "file" / "place", cwd=mini.root, code=2)
    assert re.search(
        rf"{re.escape(str(tmp_path))}/file\S* cannot be used: (Not a directory|it is a file, not a folder)\. Name", told.stderr
    ), told.stderr


def test_outside_a_course(tmp_path: Path) -> None:
    assert "There is no course here" in deepkata("list", cwd=tmp_path, code=2).stderr


def test_the_doctor_looks_at_everything(mini: Course) -> None:
    text = deepkata("doctor", cwd=mini.root).stdout
    for what in ("Python", "numpy", "opencv", "tensorflow", "keras", "byte code", "course", "disk"):
        assert what in text


def test_pipes_get_no_colour(mini: Course) -> None:
    done = deepkata("list", cwd=mini.root, code=0)
    assert "\x1b" not in done.stdout + done.stderr


def test_the_call_that_failed_can_be_run_again(own_mini: Course) -> None:
    stub = own_mini.root / STUB
    stub.write_text(program(mean="return float(a.sum())"))
    said = deepkata("run", cwd=own_mini.root, code=1).stdout
    assert "the call, to run again: .deepkata/last_call.py" in said
    again = subprocess.run([sys.executable, ".deepkata/last_call.py"], cwd=own_mini.root, capture_output=True, text=True, check=True)
    assert again.stdout == "9.0\n"
    stub.write_text(program(mean="return 17.0"))
    assert "No wrong program of the course answers like yours" in deepkata("run", cwd=own_mini.root, code=1).stdout


def test_the_next_exercise_is_the_one_that_follows(course: Course, tmp_path: Path) -> None:
    from deepkata.commands.run import _next_step
    from deepkata.judge.score import score
    from deepkata.learn.progress import Progress
    from deepkata.verdicts import SuiteRun, TestResult, Verdict

    exercise = course.get("letterbox")
    tests = tuple(
        TestResult(name=f"test_{number}", title="", task=number, self_reported=False, verdict=Verdict.ACCEPTED, message="")
        for number in range(1, len(exercise.tasks) + 1)
    )
    words = _next_step(course, exercise, score(exercise, SuiteRun(tests=tests)), Progress.load(tmp_path))
    assert words.endswith("next: deepkata run blob_inverse")
