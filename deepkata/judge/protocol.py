"""What the engine, the suite server and the ready judges say to each other."""

from __future__ import annotations

from typing import Union

import msgspec

from deepkata.handed_in import SourceFile
from deepkata.verdicts import Evidence, TestResult, Verdict
from deepkata.wire.messages import Message

# --- engine to suite server ------------------------------------------------------------------------------------------------


class Begin(Message, frozen=True, kw_only=True):
    """Fork a judge of this suite. Descriptors: its connection to the engine, the file that its output goes to."""

    number: int
    suite: str


class End(Message, frozen=True, kw_only=True):
    """Wait for a judge whose connection was closed, for so long; then kill it."""

    number: int
    seconds: float


# --- engine to ready judge, and back -------------------------------------------------------------------------------------


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A collected test."""

    name: str
    title: str
    task: int
    self_reported: bool

    def result(self, verdict: Verdict, message: str = "") -> TestResult:
        """Its result where it was not run."""
        return TestResult(
            name=self.name, title=self.title, task=self.task, self_reported=self.self_reported, verdict=verdict, message=message
        )


class Collected(Message, frozen=True, kw_only=True):
    """The suite is ready, or ``error`` says why it cannot be collected."""

    tests: tuple[Listed, ...]
    error: str


class Job(Message, frozen=True, kw_only=True):
    """Judge this program. Descriptors: where to report, then the control sockets of the fork servers named here.

    ``only``: these tests alone; ``first``: these before the others; ``record``: keep the transcripts of tests that pass as
    well; ``rehearsal``: run them in the ready judge itself, on a program of ours, so that every fork to come has what the
    suite keeps (networks, photographs, answers) and what Python has learned of the code; ``several``: the fork may go on to
    the next job, as a class takes many and forking costs as much as ten tests; ``until_failure``: none after one that fails.
    """

    source_file: SourceFile
    seed: int
    scratch: str
    cold: bool
    sandbox: str
    hidden: tuple[bytes, ...]
    servers: tuple[tuple[str, int], ...]
    only: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    record: bool = False
    rehearsal: bool = False
    several: bool = False
    until_failure: bool = False


class Started(Message, frozen=True, kw_only=True):
    """The process id of the fork that judges."""

    pid: int


class Done(Message, frozen=True, kw_only=True):
    """One test's result, as soon as it is there, and what explains it."""

    result: TestResult
    evidence: Evidence | None = None


class Finished(Message, frozen=True, kw_only=True):
    """All tests have been run; these fork servers were lost on the way."""

    lost_servers: tuple[str, ...]


ToStarter = msgspec.msgpack.Decoder(Union[Begin, End])
ToReady = msgspec.msgpack.Decoder(Job)
FromReady: msgspec.msgpack.Decoder[Collected | Started] = msgspec.msgpack.Decoder(Union[Collected, Started])
FromJob: msgspec.msgpack.Decoder[Done | Finished] = msgspec.msgpack.Decoder(Union[Done, Finished])
