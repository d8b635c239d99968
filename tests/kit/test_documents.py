"""The documents keep what they promise: every exercise has its lesson, figures are there, fixtures are what they say."""

from __future__ import annotations

import re

import pytest
from support import ROOT

from deepkata import fixtures
from deepkata.commands import cli
from deepkata.course import Course
from deepkata.learn import stubs
from deepkata.learn.screen import Learn
from deepkata.site import markdown, tables

#: Every document for people, but the lessons.
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")), *(ROOT / "exercises").glob("*.md")]
TEXTS = {path: path.read_text(encoding="utf-8") for path in DOCUMENTS}
README = TEXTS[ROOT / "README.md"]


def test_the_readme_is_one_page() -> None:
    assert len(README.splitlines()) < 100


def test_the_lists_of_exercises_are_those_of_the_manifest(course: Course) -> None:
    assert f"-->\n\n{tables.topics(course)}\n<!--" in README
    assert TEXTS[ROOT / tables.EXERCISES] == tables.exercises(course)


def test_every_link_and_anchor_of_a_document_is_there(course: Course) -> None:
    for document in {*DOCUMENTS, *(course.lesson(exercise) for exercise in course)}:
        for target in markdown.links(document.read_text(encoding="utf-8")):
            path, _, anchor = target.partition("#")
            if ":" in path:
                continue
            wanted = (document.parent / path).resolve() if path else document
            assert wanted.is_file(), f"{document.name}: {target}"
            assert not anchor or anchor in markdown.anchors(wanted.read_text(encoding="utf-8")), f"{document.name}: {target}"


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


def test_every_command_of_a_document_exists() -> None:
    defined = set(re.findall(r"^def (\w+)\(session", (ROOT / "noxfile.py").read_text(encoding="utf-8"), re.M))
    for document, text in TEXTS.items():
        sessions = set(re.findall(r"nox -s (\w+)", text))
        assert sessions <= defined, f"{document.name}: {sessions - defined}"
        for line in re.findall(r"^(?:\$ )?deepkata (.+?)(?: +#.*)?$|`deepkata ([^`]+)`", text, re.M):
            name, *words = "".join(line).split()
            command = cli.get_command(None, name)
            assert command, f"{document.name}: deepkata {name}"
            options = {option for parameter in command.params for option in parameter.opts + parameter.secondary_opts}
            unknown = {word for word in words if word.startswith("--")} - options
            assert not unknown, f"{document.name}: deepkata {name} has no {unknown}"


def test_the_keys_of_the_screen_are_in_the_documents() -> None:
    keys = set(re.findall(r"`([\w?])`", "".join(re.findall(r"^\| (`.+?) \|", TEXTS[ROOT / "docs/students.md"], re.M))))
    assert keys == {binding.key.replace("question_mark", "?") for binding in Learn.BINDINGS}


@pytest.mark.parametrize("title", ["For students", "For teachers", "For authors"])
def test_a_reader_needs_one_step_from_the_readme(title: str) -> None:
    assert f"[{title}](docs/" in README
