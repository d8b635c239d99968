"""A policy changes what counts in a report that is there, and says so where it is wrong."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from support import deepkata

from deepkata.course import Course
from deepkata.report import model, policy
from deepkata.report.formats import FORMATS
from deepkata.report.policy import BadPolicy, Bonus, Policy, Required
from deepkata.verdicts import ExerciseResult, Pace, Speed, TaskResult, Verdict

YES, NO = Verdict.ACCEPTED, Verdict.WRONG_ANSWER


def exercise(name: str, *verdicts: Verdict, ratio: float | None = None, self_reported: int = 0) -> ExerciseResult:
    """An exercise whose tasks are worth 1, 2, 3 … points."""
    tasks = tuple(
        TaskResult(number=n, title="", verdict=v, points=n * (v is YES), max_points=n, self_reported=n == self_reported)
        for n, v in enumerate(verdicts, 1)
    )
    speed = Speed(verdict=Pace.EQUAL, ratio=ratio, low=0.9 * ratio, high=1.1 * ratio) if ratio else None
    return ExerciseResult(
        id=f"1_basics/{name}" if name != "blob" else "2_more/blob",
        verdict=YES if set(verdicts) <= {YES} else NO,
        points=sum(task.points for task in tasks),
        max_points=sum(task.max_points for task in tasks),
        duration_s=0.0,
        tasks=tasks,
        speed=speed,
    )


@pytest.fixture
def report(mini: Course) -> model.Report:
    ann = [exercise("add", YES, YES, ratio=1.0), exercise("mean", YES, NO, self_reported=1), exercise("blob", YES)]
    bob = [exercise("add", NO, YES), exercise("mean", YES, YES, self_reported=1), exercise("blob", YES, ratio=3.0)]
    return model.Report.of(mini, [model.SubmissionResult.of("ann", ann), model.SubmissionResult.of("bob", bob)], seed=0, sandbox="full")


def counted(report: model.Report, **rules: object) -> dict[str, tuple[float, float]]:
    found = policy.apply(Policy(version=1, **rules), report)  # type: ignore[arg-type]
    return {one.name: (one.points, one.max_points) for one in found.submissions}


@pytest.mark.parametrize(
    ("rules", "ann", "bob"),
    [
        ({}, (5, 7), (6, 7)),
        ({"points": {"add": 30}}, (32, 34), (24, 34)),
        ({"points": {"1_basics/add": (4, 6)}}, (12, 14), (10, 14)),
        ({"self_reported": "leave out"}, (4, 6), (5, 6)),
        ({"exercises": ("1_basics",)}, (4, 6), (5, 6)),
        ({"exercises": ("blob", "mean")}, (2, 4), (4, 4)),
        ({"best": 2}, (4, 4), (4, 4)),
        ({"out_of": 70.0}, (50, 70), (60, 70)),
        ({"required": Required(exercises=("add",), otherwise=0.5)}, (5, 7), (3.5, 7)),
        ({"required": Required(exercises=("2_more",))}, (5, 7), (6, 7)),
        ({"speed": Bonus(limit=1.5, points=2)}, (7, 7), (6, 7)),
        ({"speed": Bonus(limit=1.05, points=2)}, (5, 7), (6, 7)),  # not beyond doubt
        ({"speed": Bonus(limit=5.0, points=1), "exercises": ("mean",)}, (1, 3), (3, 3)),
    ],
)
def test_what_counts(report: model.Report, rules: dict[str, object], ann: tuple[float, float], bob: tuple[float, float]) -> None:
    assert counted(report, **rules) == {"ann": ann, "bob": bob}


def test_verdicts_stay_and_remarks_say_why(report: model.Report) -> None:
    found = policy.apply(Policy(version=1, best=2, required=Required(exercises=("add",), otherwise=0.5)), report)
    assert [e.verdict for one in found.submissions for e in one.exercises] == [
        e.verdict for one in report.submissions for e in one.exercises
    ]
    bob = found.submissions[1]
    assert bob.remarks == ("The best 2 exercises count.", "Required and not accepted: add. At most 50% of the points count.")
    for name, files in ((name, render(msgspec.structs.replace(found, submissions=(bob,)), Path())) for name, render in FORMATS.items()):
        if name in ("markdown", "gradescope", "students"):
            assert any(b"equired and not accepted" in data for data in files.values()), name


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("version = 2", "Invalid enum value 2"),
        ("version = 1\nbonus = 3", "unknown field `bonus`"),
        ("version = 1\n[points]\nsubtract = 2", "no exercise 'subtract'"),
        ("version = 1\n[points]\narithmetic = [1, 2]", "arithmetic has 3 tasks, and points for 2"),
        ('version = 1\n[required]\nexercises = ["never"]', "no exercise 'never'"),
        ('version = 1\nself_reported = "ignore"', "Invalid enum value 'ignore'"),
        ("version = ", "is no policy"),
    ],
)
def test_what_is_wrong_with_a_policy_is_told(own_mini: Course, text: str, problem: str) -> None:
    rules = own_mini.root / "policy.toml"
    rules.write_text(text)
    path = own_mini.root / "report.json"
    result = ExerciseResult(
        id="1_basics/arithmetic",
        verdict=YES,
        points=6,
        max_points=6,
        duration_s=0.0,
        tasks=tuple(TaskResult(number=n, title="", verdict=YES, points=2, max_points=2) for n in (1, 2, 3)),
    )
    model.write(model.Report.of(own_mini, [model.SubmissionResult.of("ann", [result])], seed=0, sandbox="none"), path)
    said = deepkata("report", "csv", "--report", path, "--policy", rules, cwd=own_mini.root, code=2).stderr
    assert problem in said, said
    with pytest.raises(BadPolicy, match="No such file"):
        policy.read(own_mini.root / "nowhere.toml")


def test_a_policy_renders_again_without_judging(own_mini: Course) -> None:
    deepkata("grade", cwd=own_mini.root, code=1)
    rules = own_mini.root / "policy.toml"
    for worth in (10, 20):
        rules.write_text(f"version = 1\nout_of = {worth}\n")
        deepkata("report", "csv", "--policy", rules, cwd=own_mini.root, code=0)
        assert f",{worth}.0," in (own_mini.root / "reports/grade/class.csv").read_text()
