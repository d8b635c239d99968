"""The matrix: environments visited in turn, what each lacks said, times corrected by the calibration, one report."""

from __future__ import annotations

import importlib.util
import json
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, deepkata, program

from deepkata.course import Course
from deepkata.matrix import formats
from deepkata.matrix.clock import Times
from deepkata.matrix.joined import Matrix, Visit, join
from deepkata.report.model import Environment, Report, SubmissionResult
from deepkata.verdicts import ExerciseResult, TaskResult, Verdict

BENCHMARK = """
from deepkata.bench import Benchmark
import numpy as np

def inputs(rng, size):
    return (rng.random((size, size)),)

def naive(a):
    return float(sum(a.ravel().tolist()) / a.size)

BENCHMARK = Benchmark("mean", inputs=inputs, sizes=(100, 300, 800), unit="rows", naive=naive)
"""


#: An environment that has a package which this one lacks.
OPENCV5 = ROOT / ".nox" / "opencv5" / "bin" / "python"


@pytest.fixture
def course(own_mini: Course) -> Course:
    """The small course with a benchmark and a second exercise that needs what only one environment has."""
    manifest = own_mini.root / "exercises" / "course.toml"
    text = manifest.read_text()
    table = text[text.index("[[exercises]]") :].replace("1_basics/arithmetic", "1_basics/newer")
    manifest.write_text(text + "\n" + table.replace("seeds = 2", 'seeds = 2\nneeds = ["opencv>=5"]'))
    for name in ("exercises", "solutions"):
        (own_mini.root / name / "1_basics" / "newer.py").write_bytes((own_mini.root / name / "1_basics" / "arithmetic.py").read_bytes())
    here, there = (own_mini.root / "tests" / "1_basics" / name for name in ("arithmetic", "newer"))
    there.mkdir()
    (there / "test_newer.py").write_bytes((here / "test_arithmetic.py").read_bytes())
    (there / "probes.py").write_bytes((here / "probes.py").read_bytes())
    (here / "bench_arithmetic.py").write_text(BENCHMARK)
    return Course.read(own_mini.root)


@pytest.mark.skipif(not OPENCV5.exists(), reason="the environment opencv5 is not installed: nox -s tests does it")
def test_two_environments_are_graded_timed_and_joined(course: Course) -> None:
    more = OPENCV5
    places = ["--environment", f"less={sys.executable}", "--environment", f"more={more}"]
    done = deepkata("matrix", *places, "--absent", "far=it needs Python 9.9", "--rounds", 2, cwd=course.root, code=0)
    assert "far  left out: it needs Python 9.9" in done.stdout
    reports = course.root / "reports" / "matrix"
    found = json.loads((reports / "matrix.json").read_text())
    rows = {row["id"]: row["cells"] for row in found["rows"]}
    assert {name: cell["verdict"] for name, cell in rows["1_basics/newer"].items()} == {"less": "not_applicable", "more": "accepted"}
    assert "needs opencv>=5" in rows["1_basics/newer"]["less"]["reason"]
    for cell in rows["1_basics/arithmetic"].values():
        times = cell["times"]
        assert times, cell["reason"]
        assert set(times) == {"submission", "reference", "naive"}
        assert 0 < times["reference"]["low"] <= times["reference"]["seconds"] <= times["reference"]["high"]
        assert times["naive"]["seconds"] > 3 * times["reference"]["seconds"]
    page = (reports / "matrix.html").read_text()
    assert "data:image/png" in page
    assert "<script" not in page
    assert "| 1_basics/newer | – | ✓ |" in (reports / "matrix.md").read_text()
    assert (reports / "matrix.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((reports / "more" / "report.json").read_text())["environment"]["name"] == "more"


def test_a_submission_that_fails_says_why_and_is_not_timed(course: Course, tmp_path: Path) -> None:
    (tmp_path / "ann" / "1_basics").mkdir(parents=True)
    (tmp_path / "ann" / "1_basics" / "arithmetic.py").write_text(program(add="return '<script>alert(1)</script>'"))
    arguments = ["--environment", f"here={sys.executable}", "--exercise", "arithmetic", "--rounds", 1, tmp_path / "ann"]
    done = deepkata("matrix", *arguments, cwd=course.root, code=1)
    assert "✗" in done.stdout
    assert "1_basics/arithmetic, here:" in done.stdout
    assert "<script" not in (course.root / "reports" / "matrix" / "matrix.html").read_text()
    assert "got '\\<script\\>" in (course.root / "reports" / "matrix" / "matrix.md").read_text()
    found = json.loads((course.root / "reports" / "matrix" / "matrix.json").read_text())
    assert found["rows"][0]["cells"]["here"]["times"] == {}


@pytest.mark.parametrize(
    ("place", "words", "code"),
    [
        ("here", "it takes NAME=PYTHON", 2),
        ("here=/nowhere/python", "there is no file /nowhere/python", 2),
        ("here={broken}", "Grading in the environment 'here' failed", 3),
    ],
)
def test_an_environment_that_is_none_is_said_in_words(course: Course, tmp_path: Path, place: str, words: str, code: int) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho no such thing >&2\nexit 7\n")
    broken.chmod(0o755)
    done = deepkata("matrix", "--environment", place.format(broken=broken), cwd=course.root, code=code)
    assert words.lower() in (done.stdout + done.stderr).lower()


def matrix(verdicts: dict[str, Verdict], visits: list[Visit]) -> Matrix:
    """What comes of one exercise's verdicts and times, by environment."""
    reports = {}
    for name, verdict in verdicts.items():
        task = TaskResult(number=1, title="t", verdict=verdict, points=1, max_points=1, message="a | b")
        exercise = ExerciseResult(id="1_basics/x", verdict=verdict, points=1, max_points=1, duration_s=0.0, tasks=(task,))
        environment = Environment(name=name, python="3.11", packages={"numpy": "2"}, platform="linux", sandbox="full")
        reports[name] = Report(
            engine="0", course_hash="", environment=environment, seed=0, submissions=(SubmissionResult.of("solutions", [exercise]),)
        )
    return join(reports, visits, submission="solutions", rounds=2, absent={})


def visit(environment: str, seconds: float, calibration: float) -> Visit:
    times = Times(seconds={"reference": seconds}, titles={"reference": "reference"}, size="5 rows")
    return Visit(environment=environment, times={"1_basics/x": times}, calibration_s=calibration)


def test_a_slow_moment_of_the_machine_is_not_the_environments() -> None:
    found = matrix({"a": Verdict.ACCEPTED, "b": Verdict.ACCEPTED}, [visit("a", 1.0, 1.0), visit("b", 4.0, 2.0), visit("b", 2.0, 1.0)])
    timed = found.rows[0].cells["b"].times["reference"]
    assert (timed.low, timed.seconds, timed.high) == (2.0, 2.0, 2.0)
    assert found.ratio(found.rows[0], "b", "reference") == pytest.approx(2.0)
    assert formats.speed_of(found, found.rows[0], "b") == "2 s (2.00×)"
    assert formats.speed_of(found, found.rows[0], "a") == "1 s"


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ([Verdict.ACCEPTED, Verdict.NOT_APPLICABLE], 0),
        ([Verdict.ACCEPTED, Verdict.WRONG_ANSWER], 1),
        ([Verdict.WRONG_ANSWER, Verdict.JUDGE_ERROR], 3),
    ],
)
def test_the_exit_code_is_that_of_the_worst(verdicts: list[Verdict], code: int) -> None:
    assert matrix(dict(zip("ab", verdicts, strict=True)), []).exit_code == code


# --- the session -----------------------------------------------------------------------------------------------------------


class Stopped(Exception):
    """What a session's error raises."""


class Session:
    """A nox session that only notes what it would run."""

    def __init__(self, *posargs: str) -> None:
        self.posargs = posargs
        self.ran: list[tuple[str, ...]] = []

    def run(self, *command: str, **_: Any) -> None:
        self.ran.append(command)

    def log(self, words: str) -> None: ...

    def error(self, words: str) -> None:
        raise Stopped(words)


@pytest.fixture
def noxfile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> types.ModuleType:
    """The noxfile with environments of its own, one for a Python that nobody has, none of them ever installed."""
    nox: Any = types.ModuleType("nox")
    nox.options, nox.Session, nox.session = types.SimpleNamespace(), Session, lambda function: function
    monkeypatch.setitem(sys.modules, "nox", nox)
    spec = importlib.util.spec_from_file_location("noxfile", ROOT / "noxfile.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "default.txt").write_text("numpy==2\n")
    (tmp_path / "far.txt").write_text("# python: 9.9\nnumpy==2\n")
    monkeypatch.setattr(module, "ENVIRONMENTS", tmp_path)
    monkeypatch.setattr(module, "install", lambda *_: None)
    return module


def test_a_missing_interpreter_is_an_error(noxfile: types.ModuleType) -> None:
    with pytest.raises(Stopped, match=r"far: it needs Python 9\.9, which is not on this machine"):
        noxfile.matrix(Session())
    with pytest.raises(Stopped, match=r"needs Python 9\.9"):
        noxfile.grade(Session("--environment", "far"))
    with pytest.raises(Stopped, match="no environment 'fra'"):
        noxfile.grade(Session("--environment", "fra"))


def test_it_is_left_out_and_told_where_that_is_asked_for(noxfile: types.ModuleType) -> None:
    session = Session("--available", "--rounds", "1")
    noxfile.matrix(session)
    assert len(session.ran) == 1
    told = session.ran[0][1:]
    assert told[:4] == ("-I", "-m", "deepkata", "matrix")
    assert f"default={ROOT / '.nox' / 'default' / 'bin' / 'python'}" in told
    assert "far=it needs Python 9.9, which is not on this machine" in told
    assert told[-2:] == ("--rounds", "1")


def test_only_those_that_are_named_are_visited(noxfile: types.ModuleType) -> None:
    session = Session("default", "submissions/ann")
    noxfile.matrix(session)
    assert session.ran[0][-1] == "submissions/ann"
    assert "--absent" not in session.ran[0]


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in (ROOT / "environments").glob("*.in") if path.stem not in ("base", "dask", "kit"))
)
def test_every_environment_is_pinned(name: str) -> None:
    pinned = (ROOT / "environments" / f"{name}.txt").read_text()
    asked = (ROOT / "environments" / f"{name}.in").read_text()
    lines = [line for line in pinned.splitlines() if line and not line.startswith("#")]
    assert all("==" in line for line in lines)
    assert "://" not in pinned
    versions = [line for line in (asked.splitlines()) if line.startswith("# python:")]
    assert all(version in pinned for version in versions)
