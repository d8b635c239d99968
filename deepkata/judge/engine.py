"""The warm engine: keeps fork servers and ready judges, and judges one program after the other.

>>> with Engine(Course.find()) as engine:
...     result = engine.judge(course.get("box_iou"), Path("exercises/1_overview/box_iou.py"))
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from typing_extensions import Self

from deepkata import fingerprint
from deepkata.course import Course
from deepkata.handed_in import SourceFile, read_file
from deepkata.judge.fork_servers import START_S, ForkServer, ForkServerLost, ForkServers, key
from deepkata.judge.protocol import Finished, Job, Listed
from deepkata.judge.score import not_applicable, score
from deepkata.judge.suite_process import COLLECT_S, OnTest, SuiteProcess
from deepkata.judge.suite_server import SuiteServer
from deepkata.manifest import Exercise
from deepkata.sandbox import Sandbox
from deepkata.sandbox.none import Unprotected
from deepkata.verdicts import Evidence, ExerciseResult, SuiteRun, TestResult, Verdict
from deepkata.wire.channel import Closed
from deepkata.worker.profiles import SMALL

#: Whose programs run in a fork server of their own. Few suites ask the reference; the others do not pay for what it would have imported.
ROLES = ("submission", "reference")
#: How long somebody who wants a start to end early may have to wait.
PATIENCE_S = 0.05


class Cancelled(Exception):
    """Somebody ended the run; nothing is known of the program."""


class Engine:
    """Judges programs of one course; starts what it needs when it first needs it, and keeps it.

    ``many``: a lot of programs of each exercise are to come, so what makes each of them quicker is worth some time.
    """

    def __init__(self, course: Course, *, cold: bool = False, seed: int = 0, sandbox: Sandbox | None = None, many: bool = False) -> None:
        self.sandbox = sandbox or Unprotected()
        self.course = course
        self.cold = cold
        self.seed = seed
        self.many = many
        self._servers = ForkServers(sandbox=self.sandbox)
        self._ready: dict[str, SuiteProcess] = {}
        self._suite_server: SuiteServer | None = None
        self._failed: dict[str, tuple[str, ...]] = {}
        self._running = 0
        self._cancelled = False
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self, exercise: Exercise) -> None:
        """Start everything that an exercise needs, without waiting."""
        if not self.cold:
            self._servers.start(exercise.profile, self._roles(exercise))
        ready = self._ready.get(exercise.id)
        if ready and ready.made_for != fingerprint.suite(self.course, exercise):
            self._ready.pop(exercise.id).end()
        if exercise.id not in self._ready:
            self._ready[exercise.id] = self._start(exercise)

    def _start(self, exercise: Exercise) -> SuiteProcess:
        """A ready judge, from a new suite server where the one before is gone."""
        if self._suite_server:
            with contextlib.suppress(Closed):
                return SuiteProcess(self._suite_server, self.course, exercise)
            self._suite_server.close()
        self._suite_server = SuiteServer()
        return SuiteProcess(self._suite_server, self.course, exercise)

    def wait(self, exercise: Exercise) -> None:
        """Until everything that ``warm`` started for an exercise is ready. Raises ForkServerFailed, Cancelled."""
        ready = self._ready.get(exercise.id)
        if ready and ready.collected is None:
            self._heard(ready.channel.sock, COLLECT_S)
            ready.wait()
        for name in (key(exercise.profile, role) for role in self._roles(exercise)):
            if server := self._servers.running.get(name):
                if not server.imports_s:
                    self._heard(server.sock, START_S)
                server.ready()

    def _heard(self, sock: socket.socket, seconds: float) -> None:
        """Until somebody speaks, or for so long. Raises Cancelled."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not select.select([sock], [], [], PATIENCE_S)[0]:
            self.check_cancelled()

    def servers(self, exercise: Exercise) -> dict[str, ForkServer]:
        """The warm fork servers that an exercise needs, by profile and role."""
        self.warm(exercise)
        return self._warm_servers(exercise, self._roles(exercise))

    def _warm_servers(self, exercise: Exercise, roles: Iterable[str]) -> dict[str, ForkServer]:
        return {key(exercise.profile, role): self._servers.get(exercise.profile, role) for role in roles}

    def _roles(self, exercise: Exercise) -> tuple[str, ...]:
        return ROLES if self.course.asks_reference(exercise) else ROLES[:1]

    @contextlib.contextmanager
    def lend(self, exercise: Exercise) -> Iterator[ForkServers]:
        """These fork servers, for somebody else to use while nothing is judged; those that are lost there are forgotten."""
        servers = ForkServers(sandbox=self.sandbox)
        self.warm(exercise)
        self._servers.start(exercise.profile, ROLES)
        for name, server in self._warm_servers(exercise, ROLES).items():
            servers.adopt(name, server)
        try:
            yield servers
        finally:
            for name in servers.lost:
                self._servers.forget(name)

    def rest(self, exercise: Exercise) -> None:
        """End the ready judge of an exercise that is not needed for now."""
        if exercise.id in self._ready:
            self._ready.pop(exercise.id).end()

    def only(self, exercise: Exercise) -> None:
        """End the ready judges of all other exercises, where programs come exercise by exercise."""
        for other in [name for name in self._ready if name != exercise.id]:
            self._ready.pop(other).end()

    def judge(
        self, exercise: Exercise, program: Path | SourceFile, *, seed: int | None = None, on_test: OnTest | None = None
    ) -> ExerciseResult:
        """The verdict on one program, in a file or as it was handed in. Raises ForkServerFailed where nothing can be run here."""
        return self.examine(exercise, program, seed=seed, on_test=on_test)[0]

    def examine(
        self, exercise: Exercise, program: Path | SourceFile, *, seed: int | None = None, on_test: OnTest | None = None
    ) -> tuple[ExerciseResult, SuiteRun]:
        """The verdict, and the tests behind it, from which it can be explained later (:mod:`deepkata.explain`)."""
        if reason := self.course.lacking(exercise):
            return not_applicable(exercise, reason), SuiteRun()
        run = self.run(exercise, program, seed=seed, on_test=on_test)
        return score(exercise, run), run

    def tests(self, exercise: Exercise) -> tuple[Listed, ...]:
        """The tests of a suite, in their order; none if it cannot be collected."""
        self.warm(exercise)
        return self._ready[exercise.id].wait().tests

    def run(
        self,
        exercise: Exercise,
        program: Path | SourceFile,
        *,
        seed: int | None = None,
        on_test: OnTest | None = None,
        only: tuple[str, ...] = (),
        record: bool = False,
        until_failure: bool = False,
    ) -> SuiteRun:
        """Every test's result on one program, or of those named in ``only``.

        ``until_failure``: of no test after the first that fails; ``record``: with the transcripts of all.

        A student who mends one thing hears of it first: tests that failed the last time are run before the others.

        Raises Cancelled, ForkServerFailed.
        """
        started = time.monotonic()
        self.check_cancelled()
        self.warm(exercise)
        ready = self._ready[exercise.id]
        collected = ready.wait()
        if collected.error:
            self._ready.pop(exercise.id).end()
            return SuiteRun(error=collected.error)
        ready.jobs += 1
        crowd = self.many and not self.cold and exercise.profile in SMALL
        if crowd and ready.jobs == 1:
            self._rehearse(exercise, ready)
            self.warm(exercise)  # what was lost on the way
        servers = {} if self.cold else self._warm_servers(exercise, self._roles(exercise))
        given = read_file(program) if isinstance(program, Path) else program
        wanted = self.seed if seed is None else seed
        first = self._failed.get(exercise.id, ()) if until_failure or not self.many else ()
        tests, evidence, finished = self._job(
            ready, given, servers, on_test, seed=wanted, only=only, first=first, record=record, several=crowd, until_failure=until_failure
        )
        if finished is None:
            self._clean_up(servers)
            if not ready.alive():
                self._ready.pop(exercise.id).end()
            self.check_cancelled()
        for name in finished.lost_servers if finished else ():
            self._servers.forget(name)
        seen = {test.name for test in tests}
        enough = until_failure and any(test.verdict is not Verdict.ACCEPTED for test in tests)
        asked = () if enough else only or [test.name for test in collected.tests]
        unseen = [test for test in collected.tests if test.name in asked and test.name not in seen]
        tests += [test.result(Verdict.JUDGE_ERROR, "The judge ended before this test was run.") for test in unseen]
        order = {test.name: place for place, test in enumerate(collected.tests)}
        tests.sort(key=lambda test: order[test.name])
        self._failed[exercise.id] = tuple(test.name for test in tests if test.verdict is not Verdict.ACCEPTED)
        return SuiteRun(tests=tuple(tests), evidence=evidence, duration_s=time.monotonic() - started)

    def _rehearse(self, exercise: Exercise, ready: SuiteProcess) -> None:
        """Let a ready judge run its suite once by itself, on the reference, in a fork server that never sees a submission."""
        by = {role: "rehearsal" if role == "submission" else role for role in self._roles(exercise)}
        self._servers.start(exercise.profile, by.values())
        servers = {key(exercise.profile, role): self._servers.get(exercise.profile, other) for role, other in by.items()}
        given = read_file(self.course.reference(exercise))
        _, _, finished = self._job(ready, given, servers, None, seed=self.seed, rehearsal=True)
        names = {key(exercise.profile, role): key(exercise.profile, other) for role, other in by.items()}
        if finished is None:
            self._clean_up(names.values())
            self.check_cancelled()
        for name in finished.lost_servers if finished else ():
            self._servers.forget(names.get(name, name))

    def cancel(self) -> None:
        """End the run that another thread waits for, with Cancelled; none begins until ``resume``."""
        with self._lock:
            self._cancelled = True
            self._kill()

    def resume(self) -> None:
        """Judge again after ``cancel``."""
        self._cancelled = False

    def check_cancelled(self) -> None:
        """Raises Cancelled where ``cancel`` was called."""
        if self._cancelled:
            raise Cancelled

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            if self._running and self._cancelled:
                os.kill(self._running, signal.SIGKILL)

    def close(self) -> None:
        """End every process."""
        for ready in self._ready.values():
            ready.end()
        self._servers.close()
        if self._suite_server:
            self._suite_server.close()
        self._ready.clear()
        self._suite_server = None

    def _job(
        self, ready: SuiteProcess, given: SourceFile, servers: dict[str, ForkServer], on_test: OnTest | None, **wishes: Any
    ) -> tuple[list[TestResult], dict[str, Evidence], Finished | None]:
        """Have a ready judge run its suite on a program; ``wishes``: the other fields of its Job."""
        with self.sandbox.scratch() as scratch:
            job = Job(
                source_file=given,
                scratch=scratch,
                cold=self.cold,
                sandbox=self.sandbox.level,
                hidden=tuple(os.fsencode(path) for path in self.sandbox.hidden),
                servers=tuple((name, server.pid) for name, server in servers.items()),
                **wishes,
            )
            try:
                return ready.run(job, [server.sock.fileno() for server in servers.values()], self._began, on_test or (lambda _: None))
            finally:
                self._began(0)

    def _began(self, pid: int) -> None:
        """Know whom ``cancel`` has to kill; nobody, if 0."""
        with self._lock:
            self._running = pid
            self._kill()

    def _clean_up(self, names: Iterable[str]) -> None:
        """After a run that did not finish: nothing of its workers is left."""
        for name in names:
            try:
                self._servers.running[name].stop()
            except ForkServerLost:
                self._servers.forget(name)
