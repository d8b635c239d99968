"""The documents keep what they promise: every exercise has its lesson, figures are there, fixtures are what they say."""

from __future__ import annotations

import re

import pytest
from support import ROOT

from deepkata import fixtures
from deepkata.course import Course
from deepkata.learn import stubs

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_exercise_has_a_row_in_the_readme(course: Course) -> None:
    for exercise in course:
        assert re.search(rf"^\|.*`{exercise.name}`.*\|", README, re.M), exercise.id


def test_every_picture_of_a_document_is_there(course: Course) -> None:
    documents = [ROOT / "README.md", *{course.lesson(exercise) for exercise in course}]
    for document in documents:
        for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / name).is_file(), f"{document.name}: {name}"


def test_stubs_are_stubs(course: Course) -> None:
    for exercise in course:
        assert stubs.is_stub(course.stub(exercise).read_bytes(), exercise), exercise.id


def test_fixtures_are_what_the_manifest_says(course: Course) -> None:
    fetched = {entry.name for entry in fixtures.entries(course.root) if entry.fetched}
    absent = {entry.name for entry in fixtures.missing(course.root, fetched)}
    for entry in fixtures.entries(course.root):
        if entry.name not in absent:
            assert fixtures.fixture_path(course.root, entry.name).stat().st_size == entry.bytes
        assert (ROOT / "fixtures" / entry.recipe).is_file()
        assert entry.licence
    with pytest.raises(fixtures.BadFixture, match="lists no file"):
        fixtures.fixture_path(course.root, "nothing.npz")


def test_readme_commands_exist() -> None:
    sessions = set(re.findall(r"nox -s (\w+)", README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    defined = set(re.findall(r"^def (\w+)\(session", (ROOT / "noxfile.py").read_text(encoding="utf-8"), re.M))
    assert sessions <= defined, sessions - defined
