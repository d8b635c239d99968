"""Verdicts, and the results that carry them: of a test, a task, an exercise. Data only."""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec


class Verdict(enum.Enum):
    """What the judge says. The names are those of the Kattis problem package format, and a few more."""

    ACCEPTED = "accepted"
    NOT_APPLICABLE = "not_applicable"
    NOT_ATTEMPTED = "not_attempted"
    WRONG_ANSWER = "wrong_answer"
    RUN_TIME_ERROR = "run_time_error"
    OUTPUT_LIMIT_EXCEEDED = "output_limit_exceeded"
    MEMORY_LIMIT_EXCEEDED = "memory_limit_exceeded"
    TIME_LIMIT_EXCEEDED = "time_limit_exceeded"
    INVALID_SUBMISSION = "invalid_submission"
    JUDGE_ERROR = "judge_error"

    @property
    def words(self) -> str:
        """The verdict as people write it."""
        return self.value.replace("_", " ")


#: From best to worst: a task is as good as the worst of its tests.
SEVERITY = {verdict: place for place, verdict in enumerate(Verdict)}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of some verdicts; a judge error where there is none, as silence is never a pass."""
    return max(verdicts, key=SEVERITY.__getitem__, default=Verdict.JUDGE_ERROR)


def exit_code(verdicts: Iterable[Verdict]) -> int:
    """What ``deepkata`` exits with: 0 if all is accepted (or not applicable), 3 after a judge error, 1 otherwise."""
    found = set(verdicts)
    if Verdict.JUDGE_ERROR in found:
        return 3
    return 0 if found <= {Verdict.ACCEPTED, Verdict.NOT_APPLICABLE} else 1


class TestResult(msgspec.Struct, frozen=True, kw_only=True):
    """One test of a suite."""

    __test__ = False

    name: str
    title: str
    task: int
    verdict: Verdict
    self_reported: bool = False
    message: str = ""
    output: str = ""
    duration_s: float = 0.0
    calls_s: float = 0.0
    slowest_call_s: float = 0.0


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What a test leaves for those who explain its failure: its calls and their answers, and what can be drawn; encoded.

    ``call``: the last call as Python, with ``arrays["a0"]`` and so on for what is in ``arrays``, an .npz file.
    """

    transcript: bytes = b""
    picture: bytes = b""
    call: str = ""
    arrays: bytes = b""


class SuiteRun(msgspec.Struct, frozen=True, kw_only=True):
    """All tests of one exercise on one program. ``error`` says why the suite itself could not run."""

    tests: tuple[TestResult, ...] = ()
    evidence: dict[str, Evidence] = {}
    error: str = ""
    duration_s: float = 0.0

    def of_task(self, number: int) -> list[TestResult]:
        """The tests of a task."""
        return [test for test in self.tests if test.task == number]

    def first_failure(self, task: int) -> TestResult | None:
        """The first test of a task that failed; one that the program tried, before one that it did not attempt."""
        failed = [test for test in self.of_task(task) if test.verdict is not Verdict.ACCEPTED]
        ours = [test for test in failed if test.verdict is Verdict.JUDGE_ERROR]
        tried = [test for test in failed if test.verdict is not Verdict.NOT_ATTEMPTED]
        return next(iter(ours or tried or failed), None)


class TaskResult(msgspec.Struct, frozen=True, kw_only=True):
    """One task: the worst of its tests. The message is that of the first test with that verdict.

    ``private``: "task" if nobody but graders may know of the task, "case" if it is public and fails on a case that is not.
    """

    number: int
    title: str
    verdict: Verdict
    points: float
    max_points: float
    self_reported: bool = False
    message: str = ""
    diagnosis: str | None = None
    output: str = ""
    picture: str | None = None
    private: str = ""

    def worth(self, points: float) -> TaskResult:
        """The same task, worth so many points; where it could not be judged it is worth none."""
        most = 0 if self.verdict is Verdict.NOT_APPLICABLE else points
        return msgspec.structs.replace(self, points=most if self.verdict is Verdict.ACCEPTED else 0, max_points=most)


class Pace(enum.Enum):
    """How fast a program is beside the reference. ``void``: its results are wrong, so its speed means nothing."""

    FASTER = "faster"
    EQUAL = "equal"
    SLOWER = "slower"
    UNCLEAR = "unclear"
    VOID = "void"


class Ratio(msgspec.Struct, frozen=True, kw_only=True):
    """A time as a multiple of the reference's: the median, and the interval that holds it with 95 % confidence."""

    ratio: float
    low: float
    high: float

    def misses(self, limit: float) -> bool | None:
        """Whether a limit is missed: only if the whole interval is beyond it; None where the interval lies on both sides."""
        if self.low > limit:
            return True
        return None if self.high > limit else False


class Growth(msgspec.Struct, frozen=True, kw_only=True):
    """How a time grows with the input's size: seconds at each size, and the exponent of size that fits them best."""

    seconds: tuple[float, ...]
    slope: float


class Speed(msgspec.Struct, frozen=True, kw_only=True):
    """A program's speed beside the reference's, and beside others: ``naive``, ``library``.

    ``ratio`` is below 1 where the program is faster; None where nothing could be measured.
    """

    verdict: Pace
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    others: dict[str, Ratio] = {}
    message: str = ""
    function: str = ""
    unit: str = ""
    sizes: tuple[int, ...] = ()
    titles: dict[str, str] = {}
    growth: dict[str, Growth] = {}
    pairs: int = 0
    rounds: int = 0
    limit: float | None = None
    points: float = 0
    max_points: float = 0


class ExerciseResult(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise: the worst of its tasks, the points of them all."""

    id: str
    verdict: Verdict
    points: float
    max_points: float
    duration_s: float
    tasks: tuple[TaskResult, ...]
    speed: Speed | None = None

    @property
    def first_failure(self) -> TaskResult | None:
        """The task to look at first: one that was tried and failed, before one that is not attempted."""
        failed = [task for task in self.tasks if task.verdict not in (Verdict.ACCEPTED, Verdict.NOT_APPLICABLE)]
        tried = [task for task in failed if task.verdict is not Verdict.NOT_ATTEMPTED]
        return next(iter(tried or failed), None)
