"""Grading a class: found in folders and zip files, side by side, each once, whatever happens to the grader."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import psutil
import pytest
from hostile_class import FILE, put, zipped
from support import deepkata, program

from deepkata import handed_in
from deepkata.course import Course
from deepkata.errors import NoSuchSubmission
from deepkata.grading import pool
from deepkata.grading.grade import grade
from deepkata.grading.store import Keys, Store
from deepkata.report import model

RIGHT = program().encode()
WRONG = program(mean="return 0.0").encode()


def classroom(folder: Path, count: int) -> Path:
    for number in range(count):
        put(folder / f"student{number:02d}", (RIGHT if number % 2 else WRONG) + b"# %d\n" % number)
    return folder


def graded(course: Course) -> model.Report:
    return model.read(course.root / "reports" / "grade" / "report.json")


def test_submissions_are_found_in_folders_and_zip_files(mini: Course, tmp_path: Path) -> None:
    put(tmp_path / "group" / "ann", RIGHT)
    (tmp_path / "group" / "bob.zip").write_bytes(zipped((FILE, RIGHT)))
    (tmp_path / "group" / ".hidden").mkdir()
    (tmp_path / "group" / "notes.txt").write_text("not a submission")
    put(tmp_path / "alone", RIGHT)
    found = handed_in.find(mini, [tmp_path / "group", tmp_path / "alone", tmp_path / "group" / "ann"]).submissions
    assert [one.name for one in found] == ["ann", "bob", "alone"]
    assert all(one.read(mini.exercises[0]).data == RIGHT for one in found)


def test_submissions_of_one_name_are_told_apart(mini: Course, tmp_path: Path) -> None:
    for group in ("monday", "friday"):
        put(tmp_path / group / "ann", RIGHT)
    found = handed_in.find(mini, [tmp_path / "monday", tmp_path / "friday"]).submissions
    assert [one.name for one in found] == ["monday/ann", "friday/ann"]


def test_names_that_cannot_be_told_apart_get_a_number(mini: Course, tmp_path: Path) -> None:
    for name in ("n\udcff", "n\\xff"):
        put(tmp_path / "class" / name, RIGHT)
    names = [one.name for one in handed_in.find(mini, [tmp_path / "class"]).submissions]
    assert len(set(names)) == 2
    assert all(name.isprintable() for name in names)


def test_a_submission_named_like_a_topic_does_not_swallow_the_class(mini: Course, tmp_path: Path) -> None:
    put(tmp_path / "class" / "ann", RIGHT)
    put(tmp_path / "class" / "1_basics", RIGHT)
    (tmp_path / "class" / "1_basics" / "arithmetic.py").write_bytes(RIGHT)
    assert [one.name for one in handed_in.find(mini, [tmp_path / "class"]).submissions] == ["1_basics", "ann"]


def test_an_empty_place_is_said(mini: Course, tmp_path: Path) -> None:
    with pytest.raises(NoSuchSubmission):
        handed_in.find(mini, [tmp_path / "nowhere"])


def test_what_has_not_changed_is_not_judged_twice(own_mini: Course, tmp_path: Path) -> None:
    place = classroom(tmp_path / "class", 4)

    def run(*options: object) -> str:
        return deepkata("grade", place, *options, cwd=own_mini.root, code=1).stdout

    assert "4 judged in" in run()
    first = graded(own_mini)
    assert "0 judged in" in (again := run())
    assert "4 were there already" in again
    assert graded(own_mini) == first
    put(place / "student00", RIGHT)
    assert "1 judged in" in run()
    assert [one.points for one in graded(own_mini).submissions] == [6, 6, 3, 6]
    assert "4 judged in" in run("--seed", 1)
    assert "4 judged in" in run("--again")
    suite = own_mini.suite(own_mini.exercises[0])
    suite.write_text(suite.read_text() + "\n")
    assert "4 judged in" in run()


def test_the_table_and_the_report_agree(own_mini: Course, tmp_path: Path) -> None:
    place = classroom(tmp_path / "class", 5)
    put(place / "late", b"def add(a, b:")
    lines = deepkata("grade", place, "--jobs", 3, cwd=own_mini.root, code=1).stdout.splitlines()
    for one in graded(own_mini).submissions:
        line = next(line for line in lines if line.startswith(one.name))
        assert f"{one.points:g}/{one.max_points:g}" in line
        assert {"accepted": "accepted", "wrong_answer": "wrong answer", "invalid_submission": "invalid"}[
            one.exercises[0].verdict.value
        ] in line


def test_a_class_with_many_exercises_is_shown_in_marks(mini: Course) -> None:
    from io import StringIO

    from rich.console import Console

    from deepkata.report import terminal
    from deepkata.verdicts import ExerciseResult, Verdict

    def result(place: int, verdict: Verdict) -> ExerciseResult:
        return ExerciseResult(id=f"1_basics/e{place}", verdict=verdict, points=0, max_points=1, duration_s=0, tasks=())

    many = [model.SubmissionResult.of(name, [result(place, verdict) for place in range(30)]) for name, verdict in
            (("ann", Verdict.ACCEPTED), ("bob", Verdict.WRONG_ANSWER))]  # fmt: skip
    console = Console(file=StringIO(), width=80)
    console.print(terminal.table(model.Report.of(mini, many, seed=0, sandbox="none")))
    lines = console.file.getvalue().splitlines()
    assert lines[1].count("✓") == 30
    assert lines[2].count("✗") == 30


def test_an_unreadable_store_is_set_aside(own_mini: Course, tmp_path: Path) -> None:
    place = classroom(tmp_path / "class", 1)
    folder = own_mini.root / "reports" / "grade"
    folder.mkdir(parents=True)
    (folder / "finished.sqlite").write_bytes(b"this is no database, and was never one" * 100)
    assert "1 judged in" in deepkata("grade", place, cwd=own_mini.root, code=1).stdout
    assert (folder / "finished.unreadable").read_bytes().startswith(b"this is no database")


def test_any_executor_will_do(own_mini: Course, tmp_path: Path) -> None:
    place = classroom(tmp_path / "class", 3)
    store = Store(tmp_path / "reports")
    keys = Keys(own_mini, model.Environment.here("none"), 0, cold=False)
    settings = pool.Settings(root=own_mini.root, seed=0, cold=False, level="none", hidden=())
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        results, levels = grade(
            executor,
            settings,
            own_mini.exercises,
            handed_in.find(own_mini, [place]).submissions,
            store=store,
            keys=[keys],
            again=False,
            on_result=lambda *_: None,
        )
    assert {name: result.points for (name, _), result in results.items()} == {"student00": 3, "student01": 6, "student02": 3}
    assert levels == {"none"}
    store.close()


def test_a_killed_grader_loses_nothing(own_mini: Course, tmp_path: Path) -> None:
    """Killed at ten moments, it has kept all that it had finished, and goes on from there; nothing of it lives on."""
    place = classroom(tmp_path / "class", 40)
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    kept = 0
    chance = random.Random(3)
    command = [sys.executable, "-m", "deepkata", "--course", str(own_mini.root), "grade", str(place), "--jobs", "2"]
    for _ in range(10):
        grader = subprocess.Popen(command, env=os.environ | {"TMPDIR": str(scratch)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 3.0))
        below = psutil.Process(grader.pid).children(recursive=True) if grader.poll() is None else []
        grader.send_signal(signal.SIGKILL)
        grader.wait()
        before, kept = kept, count(own_mini)
        assert kept >= before
        _, alive = psutil.wait_procs(below, timeout=20)
        assert alive == []
    done = subprocess.run(command, env=os.environ | {"TMPDIR": str(scratch)}, capture_output=True, text=True, check=False)
    assert f"{40 - kept} judged in" in done.stdout, done.stdout + done.stderr
    assert list(scratch.iterdir()) == []
    interrupted = graded(own_mini)
    shutil.rmtree(own_mini.root / "reports")
    subprocess.run(command, capture_output=True, check=False)
    assert summary(graded(own_mini)) == summary(interrupted)


def count(course: Course) -> int:
    path = course.root / "reports" / "grade" / "finished.sqlite"
    if not path.is_file():
        return 0
    with sqlite3.connect(path) as database:
        tables = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'finished'").fetchone()[0]
        return database.execute("SELECT count(*) FROM finished").fetchone()[0] if tables else 0


def summary(report: model.Report) -> list[object]:
    return [(one.name, one.points, [task.message for task in one.exercises[0].tasks]) for one in report.submissions]


def grade_into(own_mini: Course, folder: Path) -> subprocess.CompletedProcess[str]:
    return deepkata("grade", "--output", folder, cwd=own_mini.root)


def test_two_graders_in_one_folder_are_told_apart(own_mini: Course, tmp_path: Path) -> None:
    store = Store(tmp_path / "reports")
    try:
        said = grade_into(own_mini, tmp_path / "reports")
        assert said.returncode == 2
        assert "another deepkata is grading into it" in said.stderr
    finally:
        store.close()
    assert grade_into(own_mini, tmp_path / "reports").returncode == 1


def test_a_place_that_cannot_be_written_to_is_told(own_mini: Course) -> None:
    said = grade_into(own_mini, Path("/proc/nothing"))
    assert said.returncode == 2
    assert "Reports cannot be written to /proc/nothing" in said.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 kB, which only root can make."""
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", folder], check=False, capture_output=True)
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_ends_in_a_clear_error_and_what_is_finished_is_kept(own_mini: Course, small_disk: Path) -> None:
    def store_is_kept() -> None:
        assert not list(small_disk.glob("*.unreadable"))

    assert grade_into(own_mini, small_disk).returncode == 1
    filler = small_disk / "filler"
    for free in (0, 20_000, 60_000):  # whatever it is that does not fit any more
        filler.unlink(missing_ok=True)
        stat = os.statvfs(small_disk)
        filler.write_bytes(b"0" * max(0, stat.f_bavail * stat.f_frsize - free))
        (own_mini.stub(own_mini.exercises[0])).write_text(program(add=f"return a - b  # {free}"))
        said = grade_into(own_mini, small_disk)
        assert said.returncode in (1, 2)
        if said.returncode == 2:
            assert "Make room" in said.stderr or "cannot be written" in said.stderr
        model.read(small_disk / "report.json")
        store_is_kept()
    filler.unlink()
    assert grade_into(own_mini, small_disk).returncode == 1
    store_is_kept()


def test_a_folder_that_is_read_only_is_told(own_mini: Course, small_disk: Path) -> None:
    assert grade_into(own_mini, small_disk).returncode == 1
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    own_mini.stub(own_mini.exercises[0]).write_text(program())
    said = grade_into(own_mini, small_disk)
    assert said.returncode == 2
    assert "Read-only file system" in said.stderr or "readonly" in said.stderr
