"""``report.json``: the one source from which every other format is rendered. The layout is a contract (version 1)."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from deepkata import __version__, fingerprint
from deepkata.course import Course
from deepkata.environment import PACKAGES, installed_version
from deepkata.files import write_atomically
from deepkata.verdicts import ExerciseResult, Verdict, exit_code


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """Where the verdicts were reached."""

    name: str
    python: str
    packages: dict[str, str]
    platform: str
    sandbox: str

    @classmethod
    def here(cls, sandbox: str) -> Environment:
        """The environment of this interpreter, named by ``DEEPKATA_ENVIRONMENT``, which nox sets."""
        versions = {name: installed_version(name) for name in PACKAGES}
        return cls(
            name=os.environ.get("DEEPKATA_ENVIRONMENT", "unnamed"),
            python=platform.python_version(),
            packages={name: version for name, version in versions.items() if version},
            platform=f"{sys.platform}-{platform.machine()}",
            sandbox=sandbox,
        )


class SubmissionResult(msgspec.Struct, frozen=True, kw_only=True):
    """One submission: the points of its exercises; ``remarks``: what a policy did to them."""

    name: str
    points: float
    max_points: float
    exercises: tuple[ExerciseResult, ...]
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, exercises: Iterable[ExerciseResult], *, late: bool = False) -> SubmissionResult:
        results = tuple(exercises)
        points, max_points = sum(e.points for e in results), sum(e.max_points for e in results)
        return cls(name=name, points=points, max_points=max_points, exercises=results, remarks=(LATE,) if late else ())

    def has(self, verdict: Verdict) -> bool:
        """Whether an exercise got this verdict."""
        return any(exercise.verdict is verdict for exercise in self.exercises)


#: The remark on a submission whose file says so.
LATE = "It was handed in late."


class NotUnderstood(msgspec.Struct, frozen=True):
    """Something among the submissions that was not graded, and why; ``counted``: its submission is in the report, with no points."""

    path: str
    reason: str
    counted: bool = False


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """What a machine of a cluster judged, and at which level of the sandbox."""

    name: str
    sandbox: str
    workers: int
    files: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The verdicts of one run; ``machines``: those of a cluster that judged in it."""

    version: int = 1
    engine: str = __version__
    course_hash: str
    environment: Environment
    seed: int
    submissions: tuple[SubmissionResult, ...]
    not_understood: tuple[NotUnderstood, ...] = ()
    machines: tuple[Machine, ...] = ()

    @classmethod
    def of(
        cls,
        course: Course,
        submissions: Iterable[SubmissionResult],
        *,
        seed: int,
        sandbox: str,
        not_understood: tuple[NotUnderstood, ...] = (),
        machines: tuple[Machine, ...] = (),
    ) -> Report:
        """The report of a run on this machine, or on a cluster of machines that have the same environment."""
        environment = Environment.here(sandbox)
        return cls(
            course_hash=fingerprint.whole(course),
            environment=environment,
            seed=seed,
            submissions=tuple(submissions),
            not_understood=not_understood,
            machines=machines,
        )

    @property
    def exit_code(self) -> int:
        """0 if all is accepted (or not applicable), 3 after a judge error, 2 if something was not understood, 1 otherwise."""
        code = exit_code(exercise.verdict for submission in self.submissions for exercise in submission.exercises)
        return max(code, 2) if any(not one.counted for one in self.not_understood) else code


def write(report: Report, path: Path) -> None:
    """Write atomically: a reader sees the old report or the new one, never a part."""
    write_atomically(path, msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")


def read(path: Path) -> Report:
    """Read a report. Raises OSError, msgspec.DecodeError."""
    return msgspec.json.decode(path.read_bytes(), type=Report)
