"""What came of one test: its verdict, its words, and what may explain a failure later."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec
import pytest

from deepkata import pictures
from deepkata.failures import SubmissionFailed
from deepkata.judge import shown
from deepkata.judge.program import Program
from deepkata.judge.session import JUDGE
from deepkata.judge.submission import ProgramFunctions
from deepkata.judge.transcript import dump
from deepkata.text import plain
from deepkata.verdicts import Evidence, TestResult, Verdict

#: Bytes of results that one test may leave behind until the next ones are cleared away.
BULKY = 2**20
#: Bytes of a transcript, and of a picture, that a result carries along.
MAX_EVIDENCE = 7 * 2**20


class Outcome(msgspec.Struct):
    """A test as it goes on, from its setup to its teardown."""

    verdict: Verdict = Verdict.ACCEPTED
    message: str = ""
    whole_file: bool = False
    """Whether the failure is that of the file, whatever the test asks for."""
    ran: bool = False
    duration_s: float = 0.0
    output: str = ""
    calls: list[float] = []

    def fail(self, item: pytest.Function, error: pytest.ExceptionInfo[BaseException], note: str) -> str:
        """Take note of how a test ended; what pytest shows of it, empty if the suite is to blame."""
        self.verdict, message = judged(error)
        self.message = message + note + _call_of(item, self.verdict)
        self.whole_file = getattr(error.value, "whole_file", False)
        if self.verdict is Verdict.JUDGE_ERROR:
            return ""
        random = f"\n(the case is random: --seed {item.config.stash[JUDGE].seed})" if "rng" in item.fixturenames else ""
        return f"{title(item)}\n{self.verdict.words}: {self.message}{random}{_order_picture(item, error.value)}"

    def called(self, item: pytest.Function, failed: pytest.ExceptionInfo[BaseException] | None) -> None:
        """The test has been called: keep what its programs printed and answered."""
        programs, judge = programs_of(item), item.config.stash[JUDGE]
        self.ran = True
        self.output = next((program.output for program in programs if program.terms.role == "submission"), "")
        self.calls = [record.seconds for program in programs for record in program.notes.calls]
        judge.bulky |= any(program.notes.recorder.kept > BULKY for program in programs)
        _keep_evidence(item, failed, programs)

    def result(self, item: pytest.Function, mark: pytest.Mark) -> TestResult:
        """The test is over."""
        verdict, message = self.verdict, self.message
        if not self.ran and verdict is Verdict.ACCEPTED:
            verdict, message = Verdict.JUDGE_ERROR, "The test did not run."
        return TestResult(
            name=item.name,
            title="The file as a whole" if self.whole_file else title(item),
            task=mark.args[0],
            self_reported=mark.args[1],
            verdict=verdict,
            message=message,
            output=self.output,
            duration_s=self.duration_s,
            calls_s=sum(self.calls),
            slowest_call_s=max(self.calls, default=0.0),
        )


OUTCOME = pytest.StashKey[Outcome]()


def programs_of(item: pytest.Function) -> list[Program]:
    """The programs that a test asked for."""
    return [value._program for value in getattr(item, "funcargs", {}).values() if isinstance(value, ProgramFunctions)]


def title(item: pytest.Function) -> str:
    """What a test checks, in words: the first line of its docstring, or its name."""
    text = (item.function.__doc__ or "").strip().partition("\n")[0]
    return text or item.name.removeprefix("test_").replace("_", " ")


def judged(excinfo: pytest.ExceptionInfo[BaseException]) -> tuple[Verdict, str]:
    """The verdict and message of a test that ended with an exception; what is nobody's known failure is ours."""
    error = excinfo.value
    if isinstance(error, SubmissionFailed):
        return error.verdict, plain(error.message, 8000)
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return Verdict.WRONG_ANSWER, plain(str(error))
    place = excinfo.traceback[-1]
    with contextlib.suppress(Exception):
        place = next(entry for entry in reversed(excinfo.traceback) if Path(entry.path).name.startswith("test_"))
    where = f"{Path(place.path).name}, line {place.lineno + 1}"
    return Verdict.JUDGE_ERROR, f"The suite failed by itself, at {where}: {type(error).__name__}: {plain(str(error), 1000)}"


def _keep_evidence(item: pytest.Function, failed: pytest.ExceptionInfo[BaseException] | None, programs: list[Program]) -> None:
    """What may explain a failure later; a test that passes has nothing to explain."""
    judge = item.config.stash[JUDGE]
    program = next((p for p in programs if p.terms.role == "submission"), None)
    if program and (failed is not None or judge.record):
        picture = getattr(failed.value, "picture", None) if failed else None
        parts = dump(program.notes.recorder.transcript), msgspec.msgpack.encode(picture) if picture else b""
        transcript, drawn = (part if len(part) <= MAX_EVIDENCE else b"" for part in parts)
        text, arrays = shown.script(*program.notes.last_call) if program.notes.last_call and failed else ("", b"")
        judge.evidence[item.name] = Evidence(transcript=transcript, picture=drawn, call=text, arrays=arrays)


def _call_of(item: pytest.Function, verdict: Verdict) -> str:
    """The call that failed, where it is clear which one did: the last one, or the only one."""
    submission = next((program for program in programs_of(item) if program.terms.role == "submission"), None)
    if submission is None or submission.notes.last_call is None or verdict in (Verdict.JUDGE_ERROR, Verdict.NOT_ATTEMPTED):
        return ""
    calls = sum(not record.probe for record in submission.notes.calls)
    if verdict is Verdict.WRONG_ANSWER and calls != 1:
        return ""
    return f"\nThe call: {shown.call(*submission.notes.last_call)}"


def _order_picture(item: pytest.Function, error: BaseException) -> str:
    """Where the picture of a failure will be once the session ends; in plain pytest only, else whoever judges has it drawn."""
    judge, picture = item.config.stash[JUDGE], getattr(error, "picture", None)
    if judge.picture_folder is None or picture is None:
        return ""
    path = judge.picture_folder / pictures.file_name(item.path.parent.name, item.name.removeprefix("test_"))
    judge.orders.append((msgspec.msgpack.encode(picture), path))
    return f"\npicture: {path.relative_to(item.config.rootpath)}"
