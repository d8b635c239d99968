"""What is packed for the places where marks live works there: unpacked, and run as that place runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support import deepkata, program

from deepkata.course import Course


@pytest.fixture
def bundled(own_mini: Course, tmp_path: Path) -> Path:
    """An unpacked autograder, as it lies in Gradescope's container."""
    (own_mini.root / "environments").mkdir()
    (own_mini.root / "environments/default.txt").write_text("numpy==2.0.0\nopencv-python==4.14.0 ; python_version > '3'\n")
    (own_mini.root / "policy.toml").write_text("version = 1\nout_of = 60\n")
    deepkata("bundle", "gradescope", "arithmetic", "--output", "a.zip", "--policy", "policy.toml", cwd=own_mini.root, code=0)
    root = tmp_path / "autograder"
    with zipfile.ZipFile(own_mini.root / "a.zip") as archive:
        assert archive.getinfo("run_autograder").external_attr >> 16 & 0o111
        archive.extractall(root / "source")
    (root / "submission").mkdir()
    (root / "results").mkdir()
    return root


def run(root: Path) -> dict[str, object]:
    environment = os.environ | {"AUTOGRADER": str(root), "DEEPKATA_PYTHON": sys.executable}
    subprocess.run(["bash", root / "source/run_autograder"], env=environment, check=True, capture_output=True, cwd=root)
    found: dict[str, object] = json.loads((root / "results/results.json").read_text())
    return found


def test_gradescope_grades_what_it_is_given(bundled: Path) -> None:
    (bundled / "submission/1_basics").mkdir()
    (bundled / "submission/1_basics/arithmetic.py").write_text(program(mean="return 0"))
    found = run(bundled)
    assert found["score"] == 30
    tests = found["tests"]
    assert isinstance(tests, list)
    assert [test["status"] for test in tests] == ["passed", "failed", "passed"]


def test_gradescope_is_told_where_nothing_can_be_graded(bundled: Path) -> None:
    (bundled / "submission").rmdir()
    found = run(bundled)
    assert found["score"] == 0
    assert "could not be graded" in str(found["output"])


def test_the_bundle_has_what_it_needs_and_no_more(bundled: Path) -> None:
    source = bundled / "source"
    assert "opencv-python-headless==4.14.0" in (source / "requirements.txt").read_text()
    assert (source / "engine/deepkata/learn/screen.tcss").is_file()
    assert (source / "course/solutions/1_basics/arithmetic.py").is_file()
    assert not list(source.rglob("__pycache__"))
    subprocess.run(["bash", "-n", source / "setup.sh"], check=True)


def test_the_same_course_makes_the_same_bundle(own_mini: Course) -> None:
    (own_mini.root / "environments").mkdir()
    (own_mini.root / "environments/default.txt").write_text("numpy\n")
    for name in ("a.zip", "b.zip"):
        deepkata("bundle", "gradescope", "--output", name, cwd=own_mini.root, code=0)
    assert (own_mini.root / "a.zip").read_bytes() == (own_mini.root / "b.zip").read_bytes()


def test_a_workflow_names_the_course_and_the_exercises(own_mini: Course) -> None:
    deepkata("bundle", "github", "arithmetic", "--repository", "me/course", "--ref", "v1", cwd=own_mini.root, code=0)
    text = (own_mini.root / "classroom.yml").read_text()
    assert "repository: me/course" in text
    assert "ref: v1" in text
    assert "--exercise arithmetic" in text
    assert "${{ steps.report.outputs.result }}" in text


def test_what_is_missing_is_told(own_mini: Course) -> None:
    assert "default.txt is missing" in deepkata("bundle", "gradescope", cwd=own_mini.root, code=2).stderr
    assert "nothing_such" in deepkata("bundle", "github", "nothing_such", cwd=own_mini.root, code=2).stderr
