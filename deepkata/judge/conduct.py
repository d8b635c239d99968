"""What a program did besides returning: it changed its inputs, used a result's memory again, or kept something between calls."""

from __future__ import annotations

from collections.abc import Callable

from deepkata.failures import SubmissionFailed, SuiteMistake
from deepkata.judge.program import Program

#: Calls of a test that are worth a process each, to see whether they are right one by one.
MOST_CALLS = 12


def faults(program: Program) -> list[str]:
    """What no call may do, whatever the test was about; a sentence each."""
    found = {}
    for call in program.notes.calls:
        if call.probe:
            continue
        if call.changed:
            found[call.function, "changed"] = call.told_changed()
        if call.overwrote:
            found[call.function, "overwrote"] = (
                f"{call.function} changed an array that it had returned before: make a new array in each call, as the caller keeps the old one."
            )
    return list(found.values())


def kept(program: Program, run_again: Callable[[], None]) -> str:
    """Says so where a test that failed passes if each of its calls has a process of its own; ``run_again`` runs the test."""
    calls = sum(not call.probe for call in program.notes.calls)
    places = program.kept() if 0 < calls <= MOST_CALLS else ()
    if not places:
        return ""
    with program.each_call_alone():
        try:
            run_again()
        except (AssertionError, SubmissionFailed, SuiteMistake):
            return ""
    return f"The same calls are right when each runs in a new process. Something is kept from call to call: {', '.join(places)}."
