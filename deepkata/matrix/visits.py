"""Visits environments in turn: grades in each, then has the same benchmarks timed in several rounds.

On a machine that does other things as well, what runs later is not comparable with what ran before: so every round
visits all environments, each round beginning with another one, and a calibration (the same work each time, in this process) tells
how quick the machine was just then.
"""

from __future__ import annotations

import hashlib
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from deepkata import isolated
from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.matrix.clock import Times
from deepkata.matrix.joined import Matrix, Visit, join
from deepkata.report import model
from deepkata.verdicts import Verdict

OnStep = Callable[[str], None]


class BadVisit(DeepkataError):
    """An environment in which nothing could be run."""

    exit_code = 3

    def __init__(self, environment: str, what: str, words: str) -> None:
        super().__init__(f"{what} in the environment {environment!r} failed:\n{words.strip()[-2000:]}")


class Interpreter(msgspec.Struct, frozen=True):
    """A named environment and its Python."""

    name: str
    python: Path


def visit_all(
    course: Course, places: list[Interpreter], submission: Path, *, exercises: list[str], rounds: int, output: Path, absent: dict[str, str],
    on_step: OnStep = lambda _: None,
) -> Matrix:  # fmt: skip
    """Grade, then time. Raises BadVisit."""
    reports = {}
    for place in places:
        on_step(f"{place.name}: grading")
        reports[place.name] = _grade(course, place, submission, exercises, output / place.name)
    visits = []
    for number in range(rounds):
        first = number % len(places)
        for place in places[first:] + places[:first]:
            on_step(f"{place.name}: timing, round {number + 1} of {rounds}")
            visits.append(_time(course, place, submission, _to_time(course, reports[place.name])))
    return join(reports, visits, submission=submission.name, rounds=rounds, absent=absent)


def steps(places: list[Interpreter], rounds: int) -> int:
    """How many steps ``visit_all`` will tell of."""
    return len(places) * (1 + rounds)


def calibration() -> float:
    """The seconds of processor time of some fixed work in plain Python, which is the same whatever is installed."""
    started = time.process_time()
    digest = b""
    for number in range(60_000):
        digest = hashlib.sha256(digest + number.to_bytes(4, "big")).digest()
    return time.process_time() - started


def _grade(course: Course, place: Interpreter, submission: Path, exercises: list[str], output: Path) -> model.Report:
    chosen = [word for name in exercises for word in ("--exercise", name)]
    done = _run(course, place, "-m", "deepkata", "grade", str(submission), *chosen, "--output", str(output))
    if done.returncode not in (0, 1, 3):
        raise BadVisit(place.name, "Grading", done.stderr.decode("utf-8", "replace") or done.stdout.decode("utf-8", "replace"))
    return model.read(output / "report.json")


def _to_time(course: Course, report: model.Report) -> list[str]:
    """What was accepted and has a benchmark."""
    accepted = [result.id for result in report.submissions[0].exercises if result.verdict is Verdict.ACCEPTED]
    return [one for one in accepted if course.benchmark(course.get(one)).is_file()]


def _time(course: Course, place: Interpreter, submission: Path, names: list[str]) -> Visit:
    before = calibration()
    times: dict[str, Times] = {}
    if names:
        done = _run(course, place, "-m", "deepkata.matrix.clock", str(submission), *names)
        try:
            times = msgspec.json.decode(done.stdout, type=dict[str, Times])
        except msgspec.MsgspecError:
            raise BadVisit(place.name, "Timing", done.stderr.decode("utf-8", "replace")) from None
    return Visit(environment=place.name, times=times, calibration_s=(before + calibration()) / 2)


def _run(course: Course, place: Interpreter, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run the environment's Python, which is told its name, and nothing of another one's settings."""
    variables = isolated.variables(tuple(name for name in isolated.KEPT if name != "KERAS_BACKEND"))
    return subprocess.run(
        [place.python, "-I", *arguments],
        cwd=course.root,
        env=variables | {"DEEPKATA_ENVIRONMENT": place.name},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
