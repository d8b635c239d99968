"""Who is measured: a program, or a function of the bench file, in a worker that computes only while it is asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import msgspec

from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.failures import SubmissionFailed, SuiteMistake
from deepkata.judge.fork_servers import ForkServers
from deepkata.judge.program import Program
from deepkata.judge.worker import Terms
from deepkata.manifest import Exercise
from deepkata.wire.messages import Source
from deepkata.worker.profiles import SMALL

#: Names in the bench file that the judge asks for.
OBJECT = "BENCHMARK"
HOURS_S = 36_000.0
#: On a busy machine a call takes longer than its processor time; by more than this factor, it waits on purpose.
MOST_WAITING = 5.0
CORES = os.cpu_count() or 1


class BadBenchmark(DeepkataError):
    """A bench file that cannot be used; a fault of the course."""

    exit_code = 3

    def __init__(self, exercise: Exercise, problem: str) -> None:
        super().__init__(f"The benchmark of {exercise.id} cannot be run: {problem}")


class About(msgspec.Struct, frozen=True, kw_only=True):
    """A benchmark without its functions."""

    function: str
    sizes: list[int]
    unit: str
    others: dict[str, str]
    has_setup: bool
    has_finish: bool
    rtol: float
    atol: float


class Contender:
    """One program in fresh workers, one after the other, frozen except for the calls that are asked of it."""

    def __init__(self, role: str, program: Program, servers: ForkServers) -> None:
        self.role = role
        self.program = program
        self.servers = servers
        self.made: dict[int, Any] = {}

    def renew(self, seed: int) -> None:
        """Another worker, which has loaded the program. Raises SubmissionFailed."""
        self.end()
        self.program.begin_test(f"benchmark {self.role}", seed)
        self.program.ready()
        self.made = {}

    def end(self) -> None:
        """End its worker, if there is one."""
        self.program.end()

    def ask(self, name: str, *arguments: Any) -> Any:
        """Have the bench file do something that is not measured."""
        with self._running():
            return self.program.call(f"{OBJECT}.{name}", arguments, {}, probe=True)

    def prepare(self, size: int, seed: int) -> None:
        """Make what every call of this size gets first."""
        self.made[size] = self.ask("make", seed, size)

    def measure(self, name: str, arguments: tuple[Any, ...], size: int, *, probe: bool, finish: bool = False) -> tuple[float, Any]:
        """The seconds that one call takes, and its result; ``finish``: with what the bench file does with the result.

        Seconds are the processor's, as the kernel counts them for all of the worker's processes and threads while it may run:
        unlike a clock on the wall they leave out what else the machine does, and who computes on two cores at once is not
        faster for it. A program that mostly waits is charged by the judge's clock; so is one that starts processes, as the
        kernel may lose count of those that end: as if they had kept every core busy.
        """
        given = (self.made[size], *arguments) if size in self.made else arguments
        with self._running() as used:
            value = self.program.call(f"{OBJECT}.{name}" if probe else name, given, {}, probe=probe)
            if finish:
                value = self.program.call(f"{OBJECT}.finish", (value,), {}, probe=True)
        seconds = sum(call.seconds for call in self.program.notes.calls[-1 - finish :])
        if used.started_others:
            seconds *= 1 if self.program.terms.profile not in SMALL else CORES  # TensorFlow starts threads by itself
        else:
            seconds /= MOST_WAITING
        return max(used.cpu_s, seconds), value

    @contextmanager
    def _running(self) -> Iterator[Used]:
        """Let the worker run; what is yielded tells afterwards what it used."""
        server = self.servers.get(self.program.terms.profile, self.role)
        before = server.hold(frozen=False)
        used = Used()
        yield used
        after = server.hold(frozen=True)
        used.cpu_s = after.cpu_s - before.cpu_s
        used.started_others = after.last_number != before.last_number


class Used(msgspec.Struct):
    """What a worker used in a call."""

    cpu_s: float = 0.0
    started_others: bool = False


class Field:
    """The workers of one measurement: the submission's, the reference's, and one for the functions of the bench file."""

    def __init__(self, course: Course, exercise: Exercise, source: bytes, servers: ForkServers, scratch: str) -> None:
        path = course.benchmark(exercise)
        bench = Source(module=f"bench_{exercise.name}", filename=path.name, data=path.read_bytes())
        reference = course.reference(exercise).read_bytes()
        self.exercise = exercise
        self.servers = servers
        self.limits = course.limits(exercise)

        def worker(role: str, data: bytes | None) -> Contender:
            own = Source(module=exercise.name, filename=f"{exercise.id}.py", data=data) if data is not None else None
            program = Program(
                own,
                Terms(
                    role=role,
                    profile=exercise.profile,
                    functions=exercise.functions if own else (),
                    forbidden=exercise.forbidden if role == "submission" else (),
                    probes=bench,
                ),
                limits=self.limits,
                servers=servers,
                scratch_root=scratch,
            )
            return Contender(role, program, servers)

        self.submission = worker("submission", source)
        self.reference = worker("reference", reference)
        self.bench = worker("bench", None)

    @property
    def workers(self) -> tuple[Contender, ...]:
        return self.submission, self.reference, self.bench

    def about(self) -> About:
        """What the bench file says of itself. Raises BadBenchmark."""
        try:
            self.bench.renew(0)
            return msgspec.convert(self.bench.ask("describe"), About)
        except (SuiteMistake, SubmissionFailed, msgspec.ValidationError) as error:
            raise BadBenchmark(self.exercise, str(error)) from None

    def allow(self, seconds: float) -> None:
        """Another time limit for a call: inputs are larger here than in the suite."""
        for worker in self.workers:
            worker.program.limits = msgspec.structs.replace(self.limits, seconds_per_call=seconds, seconds_in_all=HOURS_S)

    def renew(self, sizes: list[int], seed: int, *, setup: bool) -> None:
        """Fresh workers for another pair, started side by side. Raises SubmissionFailed."""

        def start(worker: Contender) -> None:
            worker.renew(seed)
            for size in sizes if setup else ():
                worker.prepare(size, seed)

        with ThreadPoolExecutor(len(self.workers)) as pool:
            list(pool.map(start, self.workers))

    def end(self) -> None:
        for worker in self.workers:
            worker.end()
