"""`verify` tells an author what is too weak, too strict or missing."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from support import deepkata, program

from deepkata.bench.session import Stopwatch
from deepkata.course import Course
from deepkata.judge.engine import Engine
from deepkata.verify.exercise import verify
from deepkata.verify.mutants import mutants
from deepkata.verify.naming import words_problem


def problems(course: Course, *, deep: bool = False) -> str:
    with Engine(course) as engine, Stopwatch(engine) as watch:
        return "\n".join(verify(watch, course.exercises[0], seeds=1, deep=deep).problems)


def test_a_sound_exercise_holds(mini: Course) -> None:
    done = deepkata("verify", cwd=mini.root, code=0)
    assert "✓ 1_basics/arithmetic" in done.stdout


def test_a_weak_suite_is_told(lean_mini: Course) -> None:
    exercise = lean_mini.exercises[0]
    folder = lean_mini.tests(exercise) / "submissions"
    (folder / "wrong_answer" / "right.py").write_text('"""Adds twice."""\n' + program())
    (folder / "wrong_answer" / "silent.py").write_text(program(mean="return 0.0"))
    (folder / "wrong_answer" / "raises.py").write_text('"""Raises."""\n' + program(mean="raise ValueError"))
    text = problems(lean_mini)
    assert "wrong_answer/right.py, seed 0: is accepted" in text
    assert "silent.py: a wrong program's docstring" in text
    assert "wrong_answer/raises.py, seed 0: is run time error, not wrong answer" in text


def test_a_strict_suite_is_told(lean_mini: Course) -> None:
    folder = lean_mini.tests(lean_mini.exercises[0]) / "submissions"
    (folder / "accepted" / "wrong.py").write_text(program(mean="return 0.0"))
    assert "accepted/wrong.py, seed 0: task 2 is wrong answer" in problems(lean_mini)


def test_missing_parts_are_told(lean_mini: Course) -> None:
    exercise = lean_mini.exercises[0]
    lean_mini.hints(exercise).write_text("## Task 1: Add\n\n### Nudge\n\nx\n")
    lean_mini.lesson(exercise).write_text("# Basics\n")
    for path in lean_mini.programs(exercise, "accepted"):
        path.unlink()
    for path in (lean_mini.tests(exercise) / "submissions" / "wrong_answer").glob("sum_for_mean*.py"):
        path.unlink()
    text = problems(lean_mini)
    assert "hints.md lacks a step for task 1" in text
    assert "no section '## arithmetic" in text
    assert "fewer than two programs" in text
    assert "no wrong program fails task 2" in text
    lean_mini.suite(exercise).unlink()
    assert "the suite is missing" in problems(lean_mini)


def test_a_suite_that_falls_over_is_told(lean_mini: Course) -> None:
    suite = lean_mini.suite(lean_mini.exercises[0])
    suite.write_text(suite.read_text() + "\n\n@task(1)\ndef test_careless(submission):\n    submission.add(np.ones(1), np.ones(1)).sum()\n")
    text = problems(lean_mini)
    assert "a program whose functions return None, seed 0: makes the suite fail by itself in task 1" in text


def test_structural_faults_are_told_once(lean_mini: Course) -> None:
    exercise = lean_mini.exercises[0]
    suite, text = lean_mini.suite(exercise), lean_mini.suite(exercise).read_text()
    for broken, words in {
        text.replace("@task(3)", "@task(4)"): "is marked @task(4), and course.toml lists tasks 1 to 3",
        text.replace("@task(3)", "@task"): "@task takes the number of a task",
        text.replace("@task(3)", ""): "belong to no task",
        "def broken(:": "SyntaxError",
    }.items():
        suite.write_text(broken)
        found = problems(lean_mini)
        assert words in found
        assert found.count("cannot be judged") == 1
    suite.write_text(text)
    lean_mini.probes(exercise).write_text("import nothing_of_that_name\n")
    assert "importing probes.py raised ModuleNotFoundError" in problems(lean_mini)


def test_a_limit_without_room_is_told(lean_mini: Course) -> None:
    (lean_mini.tests(lean_mini.exercises[0]) / "submissions" / "accepted" / "slow.py").write_text(
        program("import time", mean="time.sleep(0.5); return a.mean()")
    )
    assert "the limit of 2 s is below 5 times that" in problems(lean_mini)


def test_a_stub_that_is_solved_or_says_nothing_is_told(lean_mini: Course) -> None:
    stub = lean_mini.stub(lean_mini.exercises[0])
    stub.write_text(stub.read_text().replace('raise NotImplementedError("task 1', 'return 0\n    raise NotImplementedError("task 1'))
    assert "the stub, seed 0: task 1 is wrong answer" in problems(lean_mini)


def test_mistakes_without_a_name_are_told(lean_mini: Course) -> None:
    folder = lean_mini.tests(lean_mini.exercises[0]) / "submissions" / "wrong_answer"
    (folder / "subtracts__other.py").unlink()
    (folder / "sum_for_mean__other.py").rename(folder / "adds_all.py")
    (folder / "zero.py").write_text('"""Returns 0."""\n# says: "got 1"\n' + program(mean="return 0.0"))
    (folder / "second_person.py").write_text('"""You return 1."""\n# says: "got 1"\n' + program(mean="return 1.0"))
    text = problems(lean_mini)
    assert "subtracts.py, seed 0: its mistake is not named" in text
    assert "adds_all.py, seed 0: is taken for sum_for_mean" in text
    assert "sum_for_mean.py, seed 0: is taken for adds_all" in text
    assert 'zero.py, seed 0: its first failure does not say "got 1"' in text
    assert "second_person.py: its docstring goes on from 'Your results are those of a program that'" in text


def test_a_mistake_that_includes_another_may_say_so(lean_mini: Course) -> None:
    folder = lean_mini.tests(lean_mini.exercises[0]) / "submissions" / "wrong_answer"
    (folder / "sum_for_mean__other.py").rename(folder / "adds_all.py")
    for name, other in (("adds_all", "sum_for_mean"), ("sum_for_mean", "adds_all")):
        path = folder / f"{name}.py"
        head, _, rest = path.read_text().partition("\n")
        path.write_text(f'{head}\n# also: {other}\n# says: "mean: expected 3, got 9"\n{rest}')
    assert problems(lean_mini) == ""


@pytest.mark.parametrize(
    ("words", "fine"), {"Asks one runtime twice.": True, "Assumes squares.": True, "As before.": False, "Is wrong.": False}.items()
)
def test_how_a_docstring_begins(tmp_path: Path, words: str, fine: bool) -> None:
    path = tmp_path / "x.py"
    path.write_text(f'"""{words}"""\n')
    assert (words_problem(path) == "") is fine


def test_a_change_of_annotations_alone_is_no_mutant() -> None:
    pytest.importorskip("cosmic_ray")
    found = [mutant.now for mutant in mutants("def half(a: int | None) -> int | str:\n    b: int | str = a / 2\n    return b\n")]
    assert found
    assert all(line.startswith("b: int | str = a ") for line in found)


def test_what_is_no_program_is_no_mutant() -> None:
    pytest.importorskip("cosmic_ray")
    found = [mutant.code for mutant in mutants("def more(known):\n    return {**known, 'n': 1}\n")]
    assert found
    for code in found:
        compile(code, "mutant", "exec")


def test_small_changes_of_the_reference_are_noticed_or_listed(lean_mini: Course) -> None:
    pytest.importorskip("cosmic_ray")
    exercise = lean_mini.exercises[0]
    sure, unsure = "return float(a.sum() / a.size)", "return float(a.sum() / max(a.size, 1))"
    lean_mini.reference(exercise).write_text(program(mean=f"if a.ndim > 1:\n        {sure}\n    {unsure}"))
    listed = [(unsure, "There are no empty arrays."), ("return a + b", "A mistake.")]
    entries = [f"[[equivalent]]\nwas = {was!r}\nreason = {reason!r}\n" for was, reason in listed]
    (lean_mini.tests(exercise) / "equivalent_mutants.toml").write_text("".join(entries))
    output = lean_mini.root / "scores.json"
    done = deepkata("verify", "--mutants", "--output", output, cwd=lean_mini.root, code=1)
    (score,) = msgspec.json.decode(output.read_bytes())
    assert f"{score['mutants']} mutants, {score['noticed']} noticed" in " ".join(done.stdout.split())
    survivors, needless = score["problems"][:-1], score["problems"][-1]
    assert score["noticed"] + score["equivalent"] + len(survivors) == score["mutants"] > 20
    assert score["equivalent"] > 0
    assert not any(unsure in problem for problem in survivors)
    assert "listed as equivalent, but noticed or gone:\n  - return a + b" in needless
