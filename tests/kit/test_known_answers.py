"""The known answers in the repository name a mistake together with the verdict, and are never those of something else."""

from __future__ import annotations

import lzma
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support import ROOT, deepkata, program
from test_diagnosis import NAMED, SILENT, wrong_program
from test_verify import problems

from deepkata.course import Course
from deepkata.explain import known_answers, name_at_once, name_mistakes
from deepkata.explain.known_answers import KnownAnswers, Told
from deepkata.judge.engine import Engine
from deepkata.verdicts import Verdict

MOST_MB = 15


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory, mini: Course) -> Course:
    """The small course with its known answers."""
    import shutil

    folder = tmp_path_factory.mktemp("stored") / "course"
    shutil.copytree(mini.root, folder)
    deepkata("answers", cwd=folder, code=0)
    return Course.read(folder)


@pytest.fixture(scope="module")
def warm(stored: Course) -> Any:
    with Engine(stored) as engine:
        yield engine


def at_once(engine: Engine, folder: Path, source: str, seed: int = 0) -> dict[int, str] | None:
    path = folder / "student.py"
    path.write_text(source)
    exercise = engine.course.exercises[0]
    return name_at_once(engine, exercise, engine.run(exercise, path, seed=seed), seed=seed)


@pytest.mark.parametrize("name", NAMED)
def test_they_name_what_running_the_programs_would(warm: Engine, tmp_path: Path, name: str) -> None:
    source, words = NAMED[name]
    assert at_once(warm, tmp_path, source) == words


@pytest.mark.parametrize("name", SILENT)
def test_they_say_nothing_where_nothing_fits(warm: Engine, tmp_path: Path, name: str) -> None:
    assert at_once(warm, tmp_path, SILENT[name]) == {}


def test_nothing_is_run(warm: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = warm.course.exercises[0]
    path = tmp_path / "student.py"
    path.write_text(program(add="return a - b"))
    run = warm.run(exercise, path)
    monkeypatch.setattr(Engine, "run", lambda *_, **__: pytest.fail("something was run"))
    assert 1 in name_mistakes(warm, exercise, run)


def test_they_are_of_the_public_seed_alone(warm: Engine, tmp_path: Path) -> None:
    assert at_once(warm, tmp_path, program(add="return a - b"), seed=1) is None


@pytest.mark.parametrize("what", ["the suite", "the probes", "the reference", "a wrong program", "an accepted program", "another program"])
def test_of_another_suite_or_other_programs_they_say_nothing(stored: Course, what: str) -> None:
    exercise = stored.exercises[0]
    folder = stored.tests(exercise) / "submissions"
    path = {
        "the suite": stored.suite(exercise),
        "the probes": stored.probes(exercise),
        "the reference": stored.reference(exercise),
        "a wrong program": folder / "wrong_answer" / "subtracts.py",
        "an accepted program": folder / "accepted" / "loops.py",
        "another program": folder / "wrong_answer" / "new.py",
    }[what]
    before = path.read_text() if path.exists() else None
    assert KnownAnswers.of(stored, exercise)
    path.write_text((before or '"""Is new."""\n') + "\n# changed\n")
    try:
        assert KnownAnswers.of(stored, exercise) is None
    finally:
        path.unlink() if before is None else path.write_text(before)
    assert KnownAnswers.of(stored, exercise)


def test_verify_says_that_they_are_stale(lean_mini: Course) -> None:
    assert "answers" not in problems(lean_mini)
    deepkata("answers", cwd=lean_mini.root, code=0)
    assert "answers" not in problems(lean_mini)
    wrong_program(lean_mini, "multiplies.py", "Multiplies where it should add.", program(add="return a * b"))
    assert "renew them: deepkata answers arithmetic" in problems(lean_mini)
    deepkata("answers", cwd=lean_mini.root, code=0)
    assert "the known answers" not in problems(lean_mini)


SUBTRACTS = "tests/1_basics/arithmetic/submissions/wrong_answer/subtracts.py"


def swapped(course: Course, **changed: str) -> None:
    """Store for one program what another one answers."""
    deepkata("answers", cwd=course.root, code=0)
    path = course.tests(course.exercises[0]) / known_answers.NAME
    data = msgspec.msgpack.decode(lzma.decompress(path.read_bytes()))
    data["programs"][SUBTRACTS] = data["programs"][SUBTRACTS.replace("subtracts", "sum_for_mean")]
    path.write_bytes(lzma.compress(msgspec.msgpack.encode(data | changed)))


def test_verify_finds_answers_that_are_not_what_the_programs_answer(lean_mini: Course) -> None:
    swapped(lean_mini)
    assert "wrong_answer/subtracts.py: the known answers to test_" in problems(lean_mini, deep=True)
    assert "wrong_answer/subtracts.py" in problems(lean_mini)  # it is taken for sum_for_mean, or its turn to be run has come


def test_a_program_may_depend_on_the_processor_if_it_says_so(lean_mini: Course) -> None:
    swapped(lean_mini, processor="another one")
    assert "subtracts.py: the known answers" in problems(lean_mini, deep=True)
    with (lean_mini.root / SUBTRACTS).open("a") as file:
        file.write("\n# depends on the processor\n")
    swapped(lean_mini)
    assert "subtracts.py: the known answers" in problems(lean_mini, deep=True)
    swapped(lean_mini, processor="another one")
    assert "subtracts.py: the known answers" not in problems(lean_mini, deep=True)


def test_a_program_may_depend_on_chance_if_it_says_so(lean_mini: Course) -> None:
    with (lean_mini.root / SUBTRACTS).open("a") as file:
        file.write("\n# depends on chance\n")
    swapped(lean_mini)
    assert "subtracts.py: the known answers" not in problems(lean_mini, deep=True)


def test_a_damaged_file_is_as_good_as_none(lean_mini: Course, tmp_path: Path) -> None:
    deepkata("answers", cwd=lean_mini.root, code=0)
    exercise = lean_mini.exercises[0]
    path = lean_mini.tests(exercise) / known_answers.NAME
    with Engine(lean_mini) as engine:
        for data in (path.read_bytes()[:-9], b"", lzma.compress(b"\x93"), lzma.compress(msgspec.msgpack.encode({"made_for": "x"}))):
            path.write_bytes(data)
            known_answers.forget()
            assert KnownAnswers.of(lean_mini, exercise) is None
            assert at_once(engine, tmp_path, program(add="return a - b")) is None


def test_one_mistake_is_told_once(lean_mini: Course, tmp_path: Path) -> None:
    both = program(add="return a - b", mean="return float(a.sum())")
    wrong_program(lean_mini, "both.py", "Does both.", both)
    for name in ("subtracts.py", "subtracts__other.py", "sum_for_mean.py", "sum_for_mean__other.py"):
        (lean_mini.tests(lean_mini.exercises[0]) / "submissions" / "wrong_answer" / name).unlink()
    deepkata("answers", cwd=lean_mini.root, code=0)
    with Engine(lean_mini) as engine:
        words = at_once(engine, tmp_path, both)
    assert words == {
        1: "Your results are those of a program that does both.\n\nThe same mistake also fails task 2.",
        2: "This is the same mistake as in task 1.",
    }


def test_every_exercise_has_them() -> None:
    """And they belong to its suite and programs; all together stay small."""
    course = Course.read(ROOT)
    missing = [exercise.id for exercise in course if KnownAnswers.of(course, exercise) is None]
    assert not missing, f"deepkata answers {' '.join(missing)}"
    assert sum((course.tests(exercise) / known_answers.NAME).stat().st_size for exercise in course) < MOST_MB * 1e6


def test_verify_runs_some_wrong_programs_and_believes_what_is_stored_of_the_others(lean_mini: Course) -> None:
    deepkata("answers", cwd=lean_mini.root, code=0)
    said = deepkata("verify", "--seeds", 1, "--output", lean_mini.root / "proofs.json", cwd=lean_mini.root, code=0)
    (proof,) = msgspec.json.decode((lean_mini.root / "proofs.json").read_bytes())
    assert proof["rejected"] == 5
    assert proof["believed"] in (2, 3)  # as the turn of the others comes
    assert f"5 rejected as they should be ({proof['believed']} by their known answers)" in " ".join(said.stdout.split())


def test_on_another_processor_trainings_need_not_end_with_the_same_numbers(lean_mini: Course) -> None:
    exercise = lean_mini.exercises[0]
    deepkata("answers", cwd=lean_mini.root, code=0)
    stored = KnownAnswers.of(lean_mini, exercise)
    assert stored
    trained = msgspec.structs.replace(exercise, profile="keras")
    assert stored.holds_here(exercise)
    assert stored.holds_here(trained)
    elsewhere = KnownAnswers(lean_mini.root, msgspec.structs.replace(stored.stored, processor="another one"))
    assert elsewhere.holds_here(exercise)
    assert not elsewhere.holds_here(trained)
    reference = lean_mini.reference(exercise)
    now = {name: Told(verdict, b"", "") for name, verdict in elsewhere.verdicts(reference).items()}
    assert elsewhere.differences(reference, now) == list(now)
    assert not elsewhere.differences(reference, now, numbers=False)
    first = next(iter(now))
    now[first] = Told(Verdict.WRONG_ANSWER, b"", "")
    assert elsewhere.differences(reference, now, numbers=False) == [first]
