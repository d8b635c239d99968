"""The order of the course, and the learning paths in docs/path.md, which are written by hand."""

from __future__ import annotations

import re

import pytest
from support import ROOT

from deepkata.course import Course
from deepkata.errors import BadManifest
from deepkata.learn.desk import Desk
from deepkata.site.tables import HOURS

PATHS = ("A weekend", "You know Keras", "A term")


def rows(part: str) -> list[list[str]]:
    """The rows of a part's table, cell by cell."""
    text = next(
        text for text in re.split(r"^## ", (ROOT / "docs/path.md").read_text(encoding="utf-8"), flags=re.M) if text.startswith(part)
    )
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")][2:]


def names(cell: str) -> list[str]:
    return re.findall(r"\[`(\w+)`\]", cell)


@pytest.mark.parametrize("part", PATHS)
def test_a_path_goes_from_what_comes_first_to_what_builds_on_it(course: Course, part: str) -> None:
    *steps, total = rows(part)
    way = [name for _, cell, _ in steps for name in names(cell)]
    assert len(set(way)) == len(way)
    for place, name in enumerate(way):
        assert not set(course.get(name).after) & set(way[place + 1 :]), name
    for step, cell, hours in steps:
        assert int(hours) == sum(HOURS[course.get(name).difficulty] for name in names(cell)), step
    assert int(total[2]) == sum(int(hours) for *_, hours in steps)


def test_every_exercise_belongs_to_a_part_of_the_chapter(course: Course) -> None:
    assert sorted(name for _, cell in rows("From the chapter") for name in names(cell)) == sorted(exercise.name for exercise in course)


def test_every_exercise_is_in_the_term_or_after_it(course: Course) -> None:
    text = (ROOT / "docs/path.md").read_text(encoding="utf-8")
    term = text.partition("## A term")[2].partition("\n## ")[0]
    assert sorted(names(term)) == sorted(exercise.name for exercise in course)


def test_what_an_exercise_builds_on_is_an_exercise(course: Course) -> None:
    assert {name for exercise in course for name in exercise.after} <= {exercise.name for exercise in course}


def test_an_exercise_stands_after_what_it_builds_on(own_mini: Course) -> None:
    manifest = own_mini.root / "exercises" / "course.toml"
    text = manifest.read_text(encoding="utf-8")
    table = text[text.index("[[exercises]]") :]
    before, itself = table.replace("basics/arithmetic", "basics/later", 1), table.replace("difficulty", 'after = ["later"]\ndifficulty', 1)
    manifest.write_text(text.replace(table, before + "\n" + itself), encoding="utf-8")
    assert [exercise.name for exercise in Course.read(own_mini.root).path] == ["later", "arithmetic"]
    manifest.write_text(text.replace(table, itself + "\n" + before), encoding="utf-8")
    with pytest.raises(BadManifest, match="builds on later, which has to stand before it"):
        Course.read(own_mini.root)


def test_the_next_exercise_is_the_next_one_of_the_path(course: Course) -> None:
    desk = Desk.__new__(Desk)
    desk.course, desk.exercise = course, course.get("detect_objects")
    following = desk.beside(1)
    assert following
    assert following.name == "anchors"
