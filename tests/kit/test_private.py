"""Private parts: further suites, seeds and points, of which no student's page tells more than a verdict."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from support import deepkata, program

from deepkata.commands.report import SEVERAL
from deepkata.course import Course
from deepkata.grading.private import BadPrivateParts, read
from deepkata.judge.engine import Engine
from deepkata.report import model
from deepkata.report.formats import FORMATS
from deepkata.verdicts import Verdict

SUITE = '''"""Private."""

import numpy as np

from deepkata.suite import check, task


@task(1)
def test_secret_numbers(submission):
    """The SECRET title."""
    check.array(submission.add(np.array([1234.0]), np.array([4321.0])), np.array([5555.0]), "SECRET sum")


@task(2)
def test_secret_mean(submission):
    """Another SECRET."""
    check.close(submission.mean(np.array([7777.0, 7779.0])), 7778.0, "SECRET mean")
'''
RULES = """version = 1
seeds = [5]
[[exercises]]
id = "1_basics/arithmetic"
points = [4, 4, 2]
tasks = [{ title = "SECRET addition", points = 5 }, { title = "SECRET average", points = 5 }]
"""
#: Right but for numbers that only the private suite asks about, after which it says what it was given.
CRAMMED = program(mean="if a[0] > 7000: print('SECRET given', a); raise ValueError(f'SECRET {a}')\n    return float(a.sum() / a.size)")


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    folder = tmp_path / "private"
    (folder / "tests/1_basics/arithmetic").mkdir(parents=True)
    (folder / "tests/1_basics/arithmetic/test_arithmetic.py").write_text(SUITE)
    (folder / "private.toml").write_text(RULES)
    return folder


def classroom(course: Course, **programs: str) -> Path:
    folder = course.root.parent / "class"
    for name, text in programs.items():
        (folder / name / "1_basics").mkdir(parents=True)
        (folder / name / "1_basics/arithmetic.py").write_text(text)
    return folder


def test_private_tasks_count_and_are_not_shown(own_mini: Course, parts: Path) -> None:
    folder = classroom(own_mini, ann=program(), bob=CRAMMED)
    deepkata("grade", folder, "--private", parts, cwd=own_mini.root, code=1)
    report = model.read(own_mini.root / "reports/grade/report.json")
    ann, bob = (one.exercises[0] for one in report.submissions)
    assert (ann.points, ann.max_points, ann.verdict) == (20, 20, Verdict.ACCEPTED)
    assert (bob.points, bob.max_points) == (15, 20)
    assert [task.verdict for task in bob.tasks] == [
        Verdict.ACCEPTED,
        Verdict.ACCEPTED,
        Verdict.ACCEPTED,
        Verdict.ACCEPTED,
        Verdict.RUN_TIME_ERROR,
    ]
    assert [task.private for task in bob.tasks] == ["", "", "", "task", "task"]
    assert "SECRET" in bob.tasks[4].message

    deepkata("report", "all", cwd=own_mini.root, code=0)
    written = [path for path in (own_mini.root / "reports/grade").rglob("*") if path.suffix in (".html", ".xml", ".md", ".json", ".csv")]
    assert len(written) > len(FORMATS)
    for path in written:
        if path.name not in ("report.json", "class.html", "class.csv") and "private" not in path.relative_to(own_mini.root).parts:
            text = path.read_text(encoding="utf-8-sig")
            for secret in ("SECRET", "7777", "1234"):
                assert secret not in text, (path, secret)
    pages = sorted((own_mini.root / "reports/grade/students").iterdir())
    assert "A private part" in pages[1].read_text()
    deepkata("report", *SEVERAL["html"], "--show-private", cwd=own_mini.root, code=0)
    assert "SECRET" in pages[1].read_text()


def test_private_seeds_catch_what_one_seed_lets_pass(own_mini: Course, tmp_path: Path) -> None:
    suite = own_mini.suite(own_mini.exercises[0])
    drawn = "\n\n@task(2)\ndef test_drawn(submission, rng):\n    a = rng.normal(size=8)\n    check.close(submission.mean(a), float(a.mean()), 'it')\n"
    suite.write_text(suite.read_text() + drawn)
    folder = tmp_path / "private"
    folder.mkdir()
    (folder / "private.toml").write_text("version = 1\nseeds = [1, 2]\n")
    own_exercise = own_mini.exercises[0]
    asks = program(mean="if a.size == 8: raise ValueError(f'<{a[0]!r}>')\n    return float(a.sum() / a.size)")
    (tmp_path / "asks.py").write_text(asks)
    with Engine(own_mini) as engine:
        message = engine.judge(own_exercise, tmp_path / "asks.py").tasks[1].message
    seen = re.search(r"<np\.float64\((.*?)\)>", message)
    assert seen
    lucky = program(mean=f"return float(a.sum() / a.size) + (a.size == 8 and a[0] != {seen[1]})")
    deepkata("grade", classroom(own_mini, ann=program(), eve=lucky), cwd=own_mini.root, code=0)
    deepkata("grade", own_mini.root.parent / "class", "--private", folder, cwd=own_mini.root, code=1)
    ann, eve = (one.exercises[0] for one in model.read(own_mini.root / "reports/grade/report.json").submissions)
    assert (ann.verdict, ann.points) == (Verdict.ACCEPTED, 6)
    assert [(task.verdict, task.private) for task in eve.tasks] == [
        (Verdict.ACCEPTED, ""),
        (Verdict.WRONG_ANSWER, "case"),
        (Verdict.ACCEPTED, ""),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("version = 1\nseed = 3", "unknown field"),
        ('version = 1\n[[exercises]]\nid = "nothing"', "no exercise 'nothing'"),
        ('version = 1\n[[exercises]]\nid = "1_basics/arithmetic"\npoints = [1]', "has 3 tasks, and points for 1"),
        ('version = 1\n[[exercises]]\nid = "1_basics/arithmetic"\ntasks = [{title = "a", points = 1}]', "is missing"),
    ],
)
def test_what_is_wrong_with_private_parts_is_told(own_mini: Course, tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "private.toml").write_text(text)
    assert problem in deepkata("grade", "--private", tmp_path, cwd=own_mini.root, code=2).stderr
    shutil.rmtree(tmp_path / "course")
    with pytest.raises(BadPrivateParts, match="No such file"):
        read(own_mini, tmp_path / "nowhere")
