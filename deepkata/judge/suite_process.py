"""A suite process, seen from the engine."""

from __future__ import annotations

import contextlib
import socket
import tempfile
from collections.abc import Callable, Iterable

from deepkata import fingerprint
from deepkata.course import Course
from deepkata.judge.fork_servers import last_words
from deepkata.judge.protocol import Collected, Done, Finished, FromJob, FromReady, Job, Started
from deepkata.judge.suite_server import SuiteServer
from deepkata.manifest import Exercise
from deepkata.verdicts import Evidence, TestResult
from deepkata.wire.channel import Channel, Closed
from deepkata.wire.values import WireError

#: Seconds in which a suite is imported and its tests are found.
COLLECT_S = 60.0
OnTest = Callable[[TestResult], None]


class SuiteProcess:
    """A process that has collected one suite, and forks for each program (:mod:`deepkata.judge.ready`)."""

    def __init__(self, suite_server: SuiteServer, course: Course, exercise: Exercise) -> None:
        """Have it started, without waiting. Raises Closed where the suite server is gone."""
        self.made_for = fingerprint.suite(course, exercise)
        self.suite_server = suite_server
        self.log = tempfile.TemporaryFile()
        ours, theirs = socket.socketpair()
        with theirs:
            self.number = suite_server.begin(course.suite(exercise), theirs, self.log)
        self.channel = Channel(ours, FromReady)
        self.collected: Collected | None = None
        self.jobs = 0

    def wait(self) -> Collected:
        """Until the suite is collected; the error says what went wrong."""
        if self.collected is None:
            self.channel.sock.settimeout(COLLECT_S)
            try:
                message = self.channel.receive()[0]
                assert isinstance(message, Collected)
                self.collected = message
            except TimeoutError:
                self.suite_server.end(self.number, 0)
                self.collected = Collected(
                    tests=(), error=f"It was not collected within {COLLECT_S:g} s: is there a loop outside its tests?"
                )
            except (Closed, WireError):
                self.collected = Collected(tests=(), error=(last_words(self.log) or last_words(self.suite_server.log))[-2000:])
            self.channel.sock.settimeout(None)
        return self.collected

    def run(
        self, job: Job, sockets: Iterable[int], on_start: Callable[[int], None], on_test: OnTest
    ) -> tuple[list[TestResult], dict[str, Evidence], Finished | None]:
        """Have the suite run on a program, in a fork whose number ``on_start`` is told; ``sockets``: the fork servers of the job.

        What came, and Finished; None where the fork was gone before.
        """
        ours, theirs = socket.socketpair()
        tests: list[TestResult] = []
        evidence: dict[str, Evidence] = {}
        with ours, contextlib.suppress(Closed, WireError):
            with theirs:
                self.channel.send(job, None, (theirs.fileno(), *sockets))
            started = self.channel.receive()[0]
            assert isinstance(started, Started)
            on_start(started.pid)
            channel = Channel(ours, FromJob)
            while isinstance(message := channel.receive()[0], Done):
                tests.append(message.result)
                if message.evidence:
                    evidence[message.result.name] = message.evidence
                on_test(message.result)
            assert isinstance(message, Finished)
            return tests, evidence, message
        return tests, evidence, None

    def alive(self) -> bool:
        """Whether somebody is still at the other end."""
        try:
            return bool(self.channel.sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def end(self) -> None:
        """It ends by itself when its connection is closed, and is killed if it does not."""
        self.channel.sock.close()
        self.suite_server.end(self.number)
        self.log.close()
