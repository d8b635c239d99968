"""A new exercise holds as it is made, and the site and the lists know of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support import ROOT, deepkata

from deepkata.course import Course
from deepkata.site import tables


def test_a_new_exercise_holds(own_mini: Course) -> None:
    before = {path for path in own_mini.root.rglob("*") if path.is_file()}
    said = deepkata("new", "1_basics/row_average", "--title", "Averages of rows", cwd=own_mini.root, code=0).stdout
    made = {path for path in own_mini.root.rglob("*") if path.is_file()} - before
    assert {path for path in made if str(path.relative_to(own_mini.root)) not in said} == set()
    assert Course.read(own_mini.root).get("row_average").title == "Averages of rows"
    deepkata("verify", "row_average", "--seeds", 2, cwd=own_mini.root, code=0)
    deepkata("run", "row_average", cwd=own_mini.root, code=1)


@pytest.mark.parametrize(
    ("name", "words"),
    [("1_basics/arithmetic", "already"), ("9_far/away", "no topic '9_far'"), ("alone", "topic/name"), ("1_basics/Big", "topic/name")],
)
def test_what_cannot_be_made_leaves_nothing(own_mini: Course, name: str, words: str) -> None:
    before = sorted(own_mini.root.rglob("*"))
    assert words in deepkata("new", name, cwd=own_mini.root, code=2).stderr
    assert sorted(own_mini.root.rglob("*")) == before


def test_the_lists_get_a_row(tmp_path: Path) -> None:
    for name in ("README.md", "docs/exercises.md", "exercises"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    deepkata("new", "2_opencv_dnn/row_average", cwd=tmp_path, code=0)
    assert "[`row_average`](../exercises/2_opencv_dnn/README.md#row_average-row-average)" in (tmp_path / tables.EXERCISES).read_text()
    assert tables.topics(Course.read(tmp_path)) in (tmp_path / "README.md").read_text()


def test_a_lesson_opens_at_its_section_or_page(own_mini: Course) -> None:
    deepkata("new", "1_basics/row_average", cwd=own_mini.root, code=0)
    lines = (own_mini.root / "exercises/1_basics/README.md").read_text().splitlines()
    line = lines.index("## row_average: Row average") + 1
    assert f"README.md:{line}\n" in deepkata("lesson", "row_average", "--print", cwd=own_mini.root, code=0).stdout
    shown = deepkata("lesson", "row_average", cwd=own_mini.root, code=0).stdout
    assert "Row average" in shown, "where no browser can open, the lesson is in the terminal"
    page = own_mini.root / "build/site/lessons/1_basics/row_average.html"
    page.parent.mkdir(parents=True)
    page.touch()
    assert page.as_uri() in deepkata("lesson", "row_average", "--print", cwd=own_mini.root, code=0).stdout
