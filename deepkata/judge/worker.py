"""One worker as the judge sees it: from its fork to its end, which whatever goes wrong with it brings about."""

from __future__ import annotations

import contextlib
import math
import secrets
import time
from pathlib import Path

import msgspec

from deepkata import failures
from deepkata.failures import SubmissionFailed, SuiteMistake
from deepkata.judge.fork_servers import ForkServerLost, ForkServers
from deepkata.judge.link import Flooded, Link, TimedOut, TooLarge, WorkerLink
from deepkata.judge.loopback import Loopback
from deepkata.manifest import Limits
from deepkata.wire.channel import Closed
from deepkata.wire.messages import BeginTest, Compiled, Exceeded, Load, Loaded, Message, Reply, Source, TestBegun, WorkerLimits
from deepkata.wire.values import Payload, WireError

#: A test starts with work of ours: clearing away what the test before left.
BEGIN_S = 15.0
#: A call may take so many times its limit by the clock, as long as it has not computed for that long. A call that has
#: computed for two thirds of its limit when the limit is up gets no more.
BUSY = 3.0
SPENT = 1 / 3


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a program before it runs, and how its workers are started."""

    role: str
    profile: str
    functions: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    probes: Source | None = None

    def blamed(self, failed: SubmissionFailed) -> Exception:
        """The reference and the probes of a clean worker are ours: their failures are no submission's."""
        return failed if self.role == "submission" else SuiteMistake(f"the {self.role} failed: {failed.message}")


def read_probes(path: Path) -> Source | None:
    """The text of a suite's probes, if it has any."""
    return Source(module="deepkata_probes", filename="probes.py", data=path.read_bytes()) if path.is_file() else None


class Worker:
    """A process that has loaded a program, or the probes alone, and serves the tests of a suite one after the other."""

    def __init__(self, terms: Terms, limits: Limits, servers: ForkServers | None, scratch: str, printed: bytearray) -> None:
        """Have it forked. ``printed`` is added to."""
        self.terms = terms
        self.limits = limits
        self.scratch = scratch
        self.printed = printed
        self.missing: tuple[str, ...] = ()
        self._servers = servers
        self._tests = 0
        self._cpu_s = 0.0
        self._link: WorkerLink = self._connect(servers) if servers else Loopback(terms.profile)
        self._ended = False

    def _connect(self, servers: ForkServers) -> Link:
        limits = WorkerLimits(
            memory_bytes=self.limits.memory_mb * 2**20,
            file_bytes=self.limits.result_mb * 2**20,
            processes=self.limits.processes,
        )
        sizes = self.limits.output_kb * 1024, self.limits.result_mb * 2**20
        profile, role = self.terms.profile, self.terms.role
        try:
            return servers.get(profile, role).fork(self.scratch, limits, *sizes)
        except ForkServerLost:
            servers.drop(profile, role, lost=True)
        return servers.get(profile, role).fork(self.scratch, limits, *sizes)

    def load(self, code: Source | None) -> None:
        """Have it import the program and the probes. Raises SubmissionFailed for a file that cannot be judged at all."""
        terms, what, seconds = self.terms, "importing the file", self.limits.seconds_to_import
        order = Load(program=code, probes=terms.probes, functions=terms.functions, forbidden=terms.forbidden)
        try:
            compiled, _ = self.exchange(order, what, seconds)
            if isinstance(compiled, Compiled) and compiled.error:
                raise terms.blamed(failures.not_a_program(compiled.error))
            if isinstance(compiled, Compiled) and compiled.forbidden:
                raise terms.blamed(failures.forbidden(compiled.forbidden))
            loaded, _ = self.exchange(None, what, seconds)
            if not isinstance(loaded, Loaded):
                raise terms.blamed(failures.unreadable(what, "an unexpected message"))
            if loaded.failure:
                raise terms.blamed(failures.raised(what, loaded.failure))
            if loaded.probes_failure:
                raise SuiteMistake(failures.raised("importing probes.py", loaded.probes_failure).message)
        except SubmissionFailed as failed:
            failed.whole_file = True
            self.end()
            raise
        except SuiteMistake:
            self.end()
            raise
        self.missing = loaded.missing

    def begin_test(self, seed: int) -> bool:
        """Another seed, another folder, and no handles; whether the worker is fit for it: one that said what was not asked is ended."""
        self._tests += 1
        order = BeginTest(seed=seed, scratch=f"{self.scratch}/{self._tests}", number=secrets.randbits(60))
        reply, _ = self.exchange(order, "starting the test", BEGIN_S)
        if isinstance(reply, TestBegun) and reply.number == order.number:
            self._cpu_s = reply.cpu_s
            return True
        self.end()
        return False

    def exchange(self, message: Message | None, what: str, seconds: float, payload: Payload | None = None) -> tuple[Reply, bytearray]:
        """A request, or none, and the next reply; whatever goes wrong ends the worker and raises the verdict that it is."""
        started = time.monotonic()
        try:
            try:
                deadline = started + seconds
                return self._link.exchange(message, deadline, payload) if message else self._link.receive(deadline)
            except TimedOut:
                return self._wait_longer(started, seconds)
        except TimedOut:
            failed = failures.too_slow(what, seconds)
        except Flooded:
            failed = failures.printed_too_much(what, self.limits.output_kb * 1024)
        except TooLarge as error:
            failed = failures.returned_too_much(what, str(error))
        except WireError as error:
            failed = failures.unreadable(what, str(error))
        except Closed:
            failed = None
        status, exceeded = self.end(by_itself=failed is None)
        if exceeded is Exceeded.MEMORY:
            failed = failures.out_of_memory(what, self.limits.memory_mb * 2**20)
        elif exceeded is Exceeded.PROCESSES:
            failed = failures.too_many_processes(what, self.limits.processes)
        raise self.terms.blamed(failed or failures.died(what, status))

    def _wait_longer(self, started: float, seconds: float) -> tuple[Reply, bytearray]:
        """Limits count processor time: on a busy machine a call may take as many times as long as there is patience. Raises TimedOut."""
        while not self._link.midway:
            left = seconds - self._cpu_since_begin()
            over = started + seconds * BUSY - time.monotonic()
            if left <= seconds * SPENT or over <= 0:
                break
            with contextlib.suppress(TimedOut):
                return self._link.receive(time.monotonic() + min(left, over))
        raise TimedOut

    def _cpu_since_begin(self) -> float:
        """The processor seconds of the worker's processes since its test began; endless where nobody can say."""
        if self._servers is None or self._ended:
            return math.inf
        try:
            return self._servers.get(self.terms.profile, self.terms.role).hold(frozen=False).cpu_s - self._cpu_s
        except ForkServerLost:
            return math.inf

    def take_output(self) -> None:
        """Gather what was printed so far."""
        if not self._ended:
            with contextlib.suppress(Flooded, OSError):
                self._link.output.drain()
            self.printed += self._link.output.take()

    def alive(self) -> bool:
        """Whether it has not been ended."""
        return not self._ended

    def end(self, *, by_itself: bool = False) -> tuple[int | None, Exceeded]:
        """End it with all that it left, if it has not ended ``by_itself``; its wait status, and the limit for which its fork server had ended it."""
        if self._ended:
            return None, Exceeded.NOTHING
        self.take_output()
        self._ended = True
        self._link.close()
        if self._servers is None:
            return None, Exceeded.NOTHING
        profile, role = self.terms.profile, self.terms.role
        try:
            stopped = self._servers.get(profile, role).stop(ended=by_itself)
        except ForkServerLost:
            self._servers.drop(profile, role, lost=True)
            return None, Exceeded.NOTHING
        if self._servers.cold:
            self._servers.drop(profile, role, lost=False)
        return stopped.status, stopped.exceeded


class Workers:
    """Starts a program's workers, each with a scratch folder of its own."""

    def __init__(self, terms: Terms, servers: ForkServers | None, scratch_root: str) -> None:
        self.terms = terms
        self.servers = servers
        self.scratch_root = scratch_root
        self._started = 0

    def start(self, code: Source | None, limits: Limits, printed: bytearray) -> Worker:
        """A worker that has loaded the program. Raises SubmissionFailed."""
        self._started += 1
        worker = Worker(self.terms, limits, self.servers, f"{self.scratch_root}/{self.terms.role}{self._started}", printed)
        worker.load(code)
        return worker
