"""How a call of submitted code can end other than with a result, as exceptions that end the test, each with its verdict."""

from __future__ import annotations

import os
import re
import signal
import sys

from deepkata.text import plain
from deepkata.verdicts import Verdict
from deepkata.wire.messages import Failure


class SubmissionFailed(Exception):
    """The program under judgement failed in a way that its test cannot go on from."""

    #: The file as a whole is at fault, not what one test asks of it.
    whole_file = False

    def __init__(self, verdict: Verdict, message: str, failure: Failure | None = None) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.message = message
        self.failure = failure

    def again(self) -> SubmissionFailed:
        """The same for another test; an exception that is raised twice grows a longer traceback each time."""
        failed = SubmissionFailed(self.verdict, self.message, self.failure)
        failed.whole_file = self.whole_file
        return failed


#: What is shown of a traceback; a worker sends no more, unless somebody forges its words.
MOST_FRAMES, MOST_VARIABLES = 8, 12
FORBIDDEN = "This exercise is to be solved without {}: write by hand what it does."
#: What to do about exceptions whose own words do not say.
ADVICE = {
    "EOFError": "Nobody types while a program is judged: leave out input().",
    "NoWindow": "No window can be opened while a program is judged: return the image, or write it to a file with cv2.imwrite.",
    "BdbQuit": "Breakpoints stop only with --in-process: pytest tests/<topic>/<exercise> --in-process",
}


class SuiteMistake(Exception):
    """The suite, the reference or a probe is at fault: a judge error, never the student's."""


def raised(what: str, failure: Failure) -> SubmissionFailed:
    """An exception of the program's own."""
    names = tuple(plain(name, 80) for name in failure.type_names)
    if names[:1] == ("NotAllowed",):
        return SubmissionFailed(Verdict.INVALID_SUBMISSION, f"{FORBIDDEN.format(plain(failure.message, 80))}{traceback(failure)}", failure)
    if "NotImplementedError" in names and _is_the_stubs(failure):
        return SubmissionFailed(Verdict.NOT_ATTEMPTED, _not_attempted(what, failure), failure)
    if "MemoryError" in names:
        verdict, start = Verdict.MEMORY_LIMIT_EXCEEDED, f"{what} asked for more memory than there is"
    elif names[:1] == ("SystemExit",):
        text = f"{what} ended the program (SystemExit) instead of returning{traceback(failure)}"
        return SubmissionFailed(Verdict.RUN_TIME_ERROR, text, failure)
    else:
        verdict, start = Verdict.RUN_TIME_ERROR, f"{what} raised {names[0] if names else 'an exception'}"
    text = plain(failure.message, 1200)
    if names[:1] == ("ModuleNotFoundError",) and (missing := re.search(r"No module named '([\w.]+)'", failure.message)):
        text += f"\nOnly this one file is read: what it needs of {missing[1]} has to stand in it, unless that is a package of the course."
    text += next((f"\n{advice}" for name, advice in ADVICE.items() if name in names), "")
    return SubmissionFailed(verdict, f"{start}{': ' + text if text else ''}{traceback(failure)}", failure)


def _is_the_stubs(failure: Failure) -> bool:
    """Whether a NotImplementedError was raised in the student's own file: libraries have theirs. AutoGraph quotes the line."""
    raising = "raise NotImplementedError"
    return bool(failure.frames and failure.frames[-1].text.startswith(raising)) or raising in failure.message


def _not_attempted(what: str, failure: Failure) -> str:
    where = f" Start at line {failure.frames[-1].line}" if failure.frames else ""
    text = plain(failure.message, 400)
    return f"{what} is still to be written.{where}{': ' + text if text else '.'}"


def traceback(failure: Failure) -> str:
    """The student's own lines, innermost last, with what the variables of the last one hold."""
    lines = []
    for frame in failure.frames[-MOST_FRAMES:]:
        place = f"line {frame.line}" + (f", in {plain(frame.function, 80)}" if frame.function not in ("", "<module>") else "")
        lines.append(f"\n  {place}\n    {plain(frame.text, 200)}")
    if failure.frames:
        variables = list(failure.frames[-1].variables.items())[:MOST_VARIABLES]
        lines += [f"\n      {plain(name, 40)} = {plain(value, 120)}" for name, value in variables]
    return "".join(lines)


def not_a_program(error: Failure) -> SubmissionFailed:
    """The file cannot be compiled."""
    kind = plain(error.type_names[0], 80) if error.type_names else "SyntaxError"
    python = ".".join(map(str, sys.version_info[:2]))
    text = f"The file is not a Python program, as Python {python} reads it: {kind}: {plain(error.message, 400)}{traceback(error)}"
    return SubmissionFailed(Verdict.INVALID_SUBMISSION, text, error)


def forbidden(uses: tuple[tuple[str, int], ...]) -> SubmissionFailed:
    """The file uses what has to be written by hand."""
    places = ", ".join(f"{name} (line {line})" for name, line in uses[:5])
    text = FORBIDDEN.format(places)
    return SubmissionFailed(Verdict.INVALID_SUBMISSION, text)


def missing_function(name: str) -> SubmissionFailed:
    text = f"The file has no function {name}: keep the names and arguments of the stub."
    return SubmissionFailed(Verdict.INVALID_SUBMISSION, text)


def too_slow(what: str, seconds: float) -> SubmissionFailed:
    text = f"{what} did not finish within {seconds:g} s and was stopped. Is there a loop that cannot end?"
    return SubmissionFailed(Verdict.TIME_LIMIT_EXCEEDED, text)


def too_slow_in_all(what: str, seconds: float) -> SubmissionFailed:
    text = f"{what} was stopped: all calls together have taken more than {seconds:g} s. Something takes much longer than it has to."
    return SubmissionFailed(Verdict.TIME_LIMIT_EXCEEDED, text)


def out_of_memory(what: str, limit_bytes: int) -> SubmissionFailed:
    text = f"{what} grew beyond {limit_bytes // 2**20} MB of memory and was stopped."
    return SubmissionFailed(Verdict.MEMORY_LIMIT_EXCEEDED, text)


def too_many_processes(what: str, limit: int) -> SubmissionFailed:
    return SubmissionFailed(Verdict.RUN_TIME_ERROR, f"{what} started more than {limit} processes and was stopped.")


def printed_too_much(what: str, limit_bytes: int) -> SubmissionFailed:
    text = f"{what} printed more than {limit_bytes // 1024} KB and was stopped. Is there a print inside a loop?"
    return SubmissionFailed(Verdict.OUTPUT_LIMIT_EXCEEDED, text)


def returned_too_much(what: str, problem: str) -> SubmissionFailed:
    return SubmissionFailed(Verdict.OUTPUT_LIMIT_EXCEEDED, f"{what} gave a result that is too large: {problem}.")


def unreadable(what: str, problem: str) -> SubmissionFailed:
    text = f"{what} gave an answer that is not well formed ({plain(problem, 300)}): something in the program disturbs its process."
    return SubmissionFailed(Verdict.RUN_TIME_ERROR, text)


def died(what: str, status: int | None) -> SubmissionFailed:
    """The process ended in the middle of a call."""
    if status is None:
        how = "its process ended"
    elif os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
        how = (
            f"its process crashed ({name})"
            if name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL")
            else f"its process was ended ({name})"
        )
        if name == "SIGXFSZ":
            return SubmissionFailed(Verdict.OUTPUT_LIMIT_EXCEEDED, f"{what} wrote a file that is too large.")
    else:
        how = f"it ended its process (exit code {os.WEXITSTATUS(status)})"
    return SubmissionFailed(Verdict.RUN_TIME_ERROR, f"{what} did not return: {how}.")
