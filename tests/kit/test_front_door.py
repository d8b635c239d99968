"""What nox makes of a first contact: a grading that was completed succeeds, and a folder that moved is repaired."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT, deepkata

from deepkata.commands import NAMES
from deepkata.course import Course

PARTS = ("noxfile.py", "pyproject.toml", "README.md", "deepkata", "environments", "exercises", "solutions", "fixtures")
EXERCISE = "1_overview/box_iou"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh copy of the course, with one suite and no environment."""
    folder = tmp_path_factory.mktemp("front") / "course"
    for name in PARTS:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, _parent(folder / name))
    shutil.copytree(ROOT / "tests" / EXERCISE, folder / "tests" / EXERCISE)
    return folder


def _parent(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def grade(folder: Path, *arguments: object, code: int = 0) -> str:
    nox = shutil.which("nox")
    assert nox, "nox is what runs these tests"
    command = [nox, "-s", "grade", "--", "--environment", "light", "--exercise", "box_iou", *map(str, arguments)]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=variables)
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    return said


def test_untouched_stubs_are_a_successful_grading(clone: Path) -> None:
    said = grade(clone)
    assert "not attempted" in said
    assert "python -m nox -s learn -- --environment light" in said
    assert "Session grade was successful" in said


def test_strict_fails_over_marks(clone: Path) -> None:
    grade(clone, "--strict", code=1)
    assert "accepted" in grade(clone, "solutions", "--strict")


def test_usage_errors_and_what_was_not_understood_fail(clone: Path, tmp_path: Path) -> None:
    grade(clone, "nowhere", code=1)
    shutil.copytree(clone / "solutions", tmp_path / "class" / "ann")
    (tmp_path / "class" / "notes.py").touch()
    assert "not graded" in grade(clone, tmp_path / "class", code=1)


def test_a_judge_error_fails(clone: Path) -> None:
    suite = clone / "tests" / EXERCISE / "test_box_iou.py"
    text = suite.read_text(encoding="utf-8")
    try:
        suite.write_text("import no_such_module\n" + text, encoding="utf-8")
        assert "judge error" in grade(clone, code=1)
    finally:
        suite.write_text(text, encoding="utf-8")


def test_a_folder_that_moved_is_repaired(clone: Path) -> None:
    grade(clone)
    moved = clone.rename(clone.with_name("renamed"))
    try:
        assert f"is now {moved}: the environment light has been repaired" in grade(moved)
        script = subprocess.run([moved / ".nox/light/bin/deepkata", "list"], cwd=moved, capture_output=True, text=True, check=False)
        assert "box_iou" in script.stdout, script.stderr
        assert "repaired" not in grade(moved)
    finally:
        moved.rename(clone)


def test_vs_code_finds_the_interpreter_and_the_suites() -> None:
    settings, tasks, container = (
        json.loads((ROOT / name).read_text(encoding="utf-8"))
        for name in (".vscode/settings.json", ".vscode/tasks.json", ".devcontainer/devcontainer.json")
    )
    assert settings["python.testing.pytestArgs"] == [f"tests/{topic.id}" for topic in Course.read(ROOT).topics]
    assert "/.nox/default/bin/python" in settings["python.defaultInterpreterPath"]
    commands = [*(task["command"] for task in tasks["tasks"]), container["postCreateCommand"]]
    sessions = re.findall(r"^def (\w+)\(session", (ROOT / "noxfile.py").read_text(encoding="utf-8"), re.M)
    for command in commands:
        for session in re.findall(r"nox -s (\w+)", command):
            assert session in sessions
        for name in re.findall(r"deepkata (\w+)", command):
            assert name in NAMES


#: As VS Code's own plugin of this name reads a tree: `name`, and of parametrized tests `originalname` with what is in brackets.
EXPLORER = """
def pytest_sessionfinish(session):
    for item in session.items:
        print("LABEL", item.originalname if hasattr(item, "callspec") else item.name, item.nodeid.rpartition("/")[2], sep="|")
"""


def test_the_test_explorer_shows_exercise_and_task(tmp_path: Path) -> None:
    (tmp_path / "vscode_pytest.py").write_text(EXPLORER, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "vscode_pytest",
        "--collect-only",
        f"--rootdir={ROOT}",
        "-q",
        "tests/1_overview/box_iou",
    ]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    labels = [line.split("|")[1:] for line in done.stdout.splitlines() if line.startswith("LABEL")]
    exercise = Course.read(ROOT).get("box_iou")
    assert {label.partition(":")[0] for label, _ in labels} == {
        f"{exercise.title}, task {number}" for number in range(1, len(exercise.tasks) + 1)
    }
    assert all(name.startswith("test_box_iou.py::test_") for _, name in labels)  # by which they are run


def test_the_doctor_names_a_copy_that_runs_the_engine_of_another_folder(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "deepkata", tmp_path / "deepkata", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    (tmp_path / "fixtures").mkdir()
    shutil.copy(ROOT / "fixtures" / "manifest.toml", tmp_path / "fixtures")
    assert "runs from" in deepkata("doctor", cwd=tmp_path, code=1).stdout
