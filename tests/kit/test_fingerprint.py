"""Fingerprints: whatever decides a verdict changes them, and nothing else does."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from deepkata import fingerprint
from deepkata.course import MANIFEST, Course
from deepkata.files import content

FIXTURE = '[[files]]\nname = "{}"\nbytes = 1\nsha256 = "{}"\nsource = ""\nlicence = ""\nrecipe = ""\n'
Of = Callable[[Course], str]


def suite(course: Course) -> str:
    return fingerprint.suite(Course.read(course.root), Course.read(course.root).exercises[0])


def known(course: Course) -> str:
    return fingerprint.known(Course.read(course.root), Course.read(course.root).exercises[0])


@pytest.mark.parametrize("of", [suite, known, fingerprint.whole])
@pytest.mark.parametrize("file", ["suite", "probes", "benchmark", "reference"])
def test_every_file_that_judges_is_in_it(own_mini: Course, of: Of, file: str) -> None:
    before = of(own_mini)
    path = getattr(own_mini, file)(own_mini.exercises[0])
    path.write_text((path.read_text() if path.is_file() else "") + "\n# changed\n")
    assert of(own_mini) != before


@pytest.mark.parametrize(
    ("entry", "changed"),
    [
        ("points = 1", "points = 9"),
        ("forbidden = [", "forbidden = ['np.sort', "),
        ("seeds = 2", "seeds = 2\nlimits = { memory_mb = 99 }"),
    ],
)
def test_the_entry_in_the_manifest_is_in_it(own_mini: Course, entry: str, changed: str) -> None:
    before, path = suite(own_mini), own_mini.root / MANIFEST
    assert entry in path.read_text()
    path.write_text(path.read_text().replace(entry, changed))
    assert suite(own_mini) != before


def test_a_helper_of_the_suite_is_in_it_once_it_is_there(own_mini: Course) -> None:
    before = suite(own_mini)
    (own_mini.tests(own_mini.exercises[0]) / "cases.py").write_text("CASES = [1]\n")
    assert suite(own_mini) != before


def test_known_programs_are_in_that_of_explanations_alone(own_mini: Course) -> None:
    before = suite(own_mini), known(own_mini)
    program = own_mini.programs(own_mini.exercises[0], "wrong_answer")[0]
    program.write_text(program.read_text() + "\n# changed\n")
    assert suite(own_mini) == before[0]
    assert known(own_mini) != before[1]


def test_what_a_student_writes_and_what_nobody_is_judged_by_are_not_in_it(own_mini: Course) -> None:
    before, exercise = suite(own_mini), own_mini.exercises[0]
    for path in (own_mini.stub(exercise), own_mini.try_file(exercise), own_mini.hints(exercise), own_mini.lesson(exercise)):
        path.write_text("# changed\n")
    title = f'title = "{exercise.title}"'
    path = own_mini.root / MANIFEST
    assert title in path.read_text()
    path.write_text(path.read_text().replace(title, 'title = "Another title"'))
    assert suite(own_mini) == before


def test_of_fixtures_those_that_the_suite_names(own_mini: Course) -> None:
    path = own_mini.suite(own_mini.exercises[0])
    path.write_text(path.read_text() + '\n\n# fixture("ours.npz")\n')
    manifest = own_mini.root / "fixtures/manifest.toml"
    manifest.parent.mkdir()
    manifest.write_text(FIXTURE.format("ours.npz", "1") + FIXTURE.format("theirs.npz", "2"))
    before = suite(own_mini)
    manifest.write_text(FIXTURE.format("ours.npz", "1") + FIXTURE.format("theirs.npz", "3") + FIXTURE.format("new.onnx", "4"))
    assert suite(own_mini) == before
    manifest.write_text(FIXTURE.format("ours.npz", "5") + FIXTURE.format("theirs.npz", "2"))
    assert suite(own_mini) != before


def test_a_program_has_its_own(own_mini: Course) -> None:
    exercise = own_mini.exercises[0]
    assert fingerprint.program(own_mini, exercise, b"a = 1\n") != fingerprint.program(own_mini, exercise, b"a = 2\n")


def test_content_is_read_again_when_a_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    assert content(path) == b""
    path.write_bytes(b"a = 1\n")
    assert content(path) == b"a = 1\n"
    before = path.stat()
    path.write_bytes(b"a = 2\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # as a copy that keeps the times
    assert content(path) == b"a = 2\n"
    path.unlink()
    assert content(path) == b"" == content(tmp_path)
