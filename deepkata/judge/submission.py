"""The ``submission`` and ``reference`` of a suite: calls that cross to a worker, and come back as data or as a verdict."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import msgspec

from deepkata.course import Limits
from deepkata.judge import failures
from deepkata.judge.failures import SubmissionFailed, SuiteMistake
from deepkata.judge.link import Flooded, Link, TimedOut, TooLarge
from deepkata.judge.loopback import Loopback
from deepkata.judge.parents import ParentLost, Parents, close, open_link
from deepkata.judge.replies import Kept, Replies, is_data, next_key, start_key
from deepkata.judge.text import decode, plain
from deepkata.judge.transcript import Recorder
from deepkata.verdicts import Verdict
from deepkata.wire.channel import Closed
from deepkata.wire.messages import (
    BeginTest,
    Call,
    Compiled,
    EndTest,
    Exceeded,
    Fetch,
    Load,
    Loaded,
    Message,
    Prepare,
    Raised,
    Reply,
    Returned,
    Source,
    TestBegun,
    TestEnded,
    WorkerLimits,
)
from deepkata.wire.values import Files, FilesNode, HandleNode, Node, Payload, Reader, ScratchNode, TooMany, WireError, encode

SHORT_S = 3.0
#: A test starts with work of ours: a fork, and clearing away what the test before left. Only a hook in os.fork makes it endless.
BEGIN_S = 15.0
#: A program that loads in less is loaded anew for each test, which takes less than a fork; others are forked.
QUICK_S = 0.02
#: Time limits that a program may exceed before its further calls get a quarter of it, though not less than this.
PATIENCE = 2
MIN_SECONDS = 0.25


class Handle:
    """An object that stayed in the worker: it can be passed back to it, in the same test."""

    def __init__(self, node: HandleNode, owner: Program, life: int) -> None:
        self.type_name = node.type_name
        self._node = node
        self._owner = owner
        self._life = life

    def __repr__(self) -> str:
        return f"<{self.type_name}, an object that stays in the worker>"


class ScratchPath(msgspec.Struct, frozen=True):
    """A place in the worker's scratch folder. As an argument it arrives as an absolute path."""

    name: str


class CallRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One call that a suite made: what it took and what it did besides returning."""

    function: str
    seconds: float
    changed: tuple[str, ...]
    tensors: tuple[str, ...]
    probe: bool = False


class Results(Reader):
    """A worker's values as the suite sees them: base-class arrays, plain data, handles, files."""

    strided = False

    def __init__(self, payload: bytearray, program: Program) -> None:
        super().__init__(payload)
        self.program = program

    def handle(self, node: HandleNode) -> Handle:
        return Handle(node, self.program, self.program.life)

    def files(self, files: Files) -> Files:
        for name in (files.name, *files.entries):
            if name.startswith("/") or ".." in name.split("/") or "\0" in name:
                raise WireError(f"a file that would lie outside its folder: {name[:80]!r}")
        return files


class Program:
    """One program in its worker, through the tests of one suite."""

    def __init__(
        self,
        source: Source | None,
        *,
        role: str,
        profile: str,
        limits: Limits,
        functions: tuple[str, ...] = (),
        forbidden: tuple[str, ...] = (),
        probes: Source | None = None,
        isolate: bool,
        parents: Parents | None,
        scratch_root: str,
        replies: Replies | None = None,
        reuse: bool = False,
    ) -> None:
        self.source = source
        self.role = role
        self.profile = profile
        self.limits = limits
        self.functions = functions
        self.forbidden = forbidden
        self.probes = probes
        self.isolate = isolate and parents is not None
        self.parents = parents
        self.scratch_root = scratch_root
        self.replies = replies
        self._key = b""
        self._unasked: list[tuple[Call, Payload]] = []
        self.code = source
        self.life = 0
        self.seed = 0
        self.calls: list[CallRecord] = []
        self.recorder = Recorder()
        self.last_call: tuple[str, tuple[Any, ...], dict[str, Any]] | None = None
        self.timeouts = 0
        self.printed = bytearray()
        self._host: Link | None = None
        self._test: Link | None = None
        self._spare: Link | None = None
        self._kept: Link | None = None
        self._quick = False
        self._reuse = reuse
        self.spent = 0.0
        self.reused = False
        self.tests = 0
        self._scratch = ""
        self._ending = False
        self._missing: tuple[str, ...] = ()
        self.unloadable: SubmissionFailed | None = None

    # --- tests ----------------------------------------------------------------------------------------------------------

    def begin_test(self, test: str, seed: int) -> None:
        """What follows belongs to a new test."""
        self.seed = seed
        self._key = start_key(test, seed)
        self._unasked = []
        self.calls = []
        self.recorder.clear()
        self.last_call = None
        self.printed.clear()
        self.code = self.source
        self.reused = False

    def begin_again(self, test: str, seed: int) -> None:
        """The same test once more, in a process in which no other was run."""
        if self.code is not self.source:  # the worker that is there knows no program
            self.end()
        elif self._host and self._test:
            self._dismiss(self._host, self._test)
        self._test = None
        self.begin_test(test, seed)

    def end_test(self) -> None:
        """The test is over, and its handles go. Its process goes too, unless it may serve the next test."""
        host, test = self._host, self._test
        self._test = None
        if test is None or host is None:
            return
        self._take_output(test)
        if self.code is not self.source:
            self.end()
        elif test is not host and self._quick:
            self._kept = test
        else:
            self._dismiss(host, test)

    def _dismiss(self, host: Link, test: Link) -> None:
        """End the process of a test."""
        if test is not host:
            test.close()
        try:
            host.send(EndTest(), time.monotonic() + SHORT_S)
            self._ending = True  # its process goes away while the judge goes on; the next test asks whether it has
        except (TimedOut, Closed, Flooded):
            self.end()

    def _await_end(self, host: Link) -> None:
        """The test before this one has left nothing; a host that cannot say so is replaced."""
        self._ending = False
        try:
            host.receive(time.monotonic() + SHORT_S)
        except (TimedOut, Closed, Flooded, TooLarge, WireError):
            self.end()

    def end(self) -> None:
        """End the worker; the next call starts another."""
        self._end_worker()

    @property
    def output(self) -> str:
        """What the program printed in this test."""
        if self._test is not None:
            self._take_output(self._test)
        return decode(bytes(self.printed))

    # --- calls ----------------------------------------------------------------------------------------------------------

    def call(self, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any], *, probe: bool = False) -> Any:
        """Call a function of the program, or of the probes; raises SubmissionFailed where it does not return."""
        order, payload = self._order(name, arguments, keywords, probe=probe)
        what = f"Examining what your program made ({name})" if probe else name
        known = self._known(order, payload)
        if known:
            self.calls.append(_record(order, 0.0, known.reply))
            return self._value(known.reply.value, bytearray(known.payload), what)
        link = self._ready()
        if not probe and name in self._missing:
            raise self._blame(failures.missing_function(name))
        if not probe:
            self.last_call = (name, arguments, keywords)
        self._ask_what_was_not(link)
        if self.role == "submission":
            self._remember(order, payload, arguments, keywords)
        started = time.monotonic()
        try:
            reply, data = self._exchange(link, order, what, self._seconds(), payload)
        except BaseException:
            self.calls.append(_record(order, time.monotonic() - started))
            raise
        finally:
            self.spent += time.monotonic() - started
        seconds = time.monotonic() - started
        if isinstance(reply, Raised):
            self.recorder.threw(reply.failure)
            self.calls.append(_record(order, seconds))
            if probe and reply.failure.type_names == ("MissingFunction",):
                raise SuiteMistake(f"probes.py has no function {name!r}")
            own = next((frame.function for frame in reply.failure.frames if frame.function.isidentifier()), "") if probe else ""
            raise self._blame(failures.raised(plain(own, 80) or what, reply.failure))
        if not isinstance(reply, Returned):
            raise self._blame(failures.unreadable(what, "an unexpected message"))
        self.calls.append(_record(order, seconds, reply))
        self.recorder.gave(reply.value, data, reply.changed[:20])
        if self.replies and self._key:
            if is_data(reply.value):
                self.replies.keep(self._key, reply, data)
            else:
                self._key = b""  # what stays in the worker has to be made anew
        return self._value(reply.value, data, what)

    def _order(self, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any], *, probe: bool) -> tuple[Call, Payload]:
        """A call as it crosses to the worker."""
        payload = Payload()
        nodes = [encode(value, payload, self._special, keep_layout=True) for value in arguments]
        named = {key: encode(value, payload, self._special, keep_layout=True) for key, value in keywords.items()}
        return Call(probe=probe, name=name, arguments=tuple(nodes), keywords=named), payload

    def _remember(self, order: Call, payload: Payload, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        """Note a call for later comparison; of saved files only the names are compared, as no two programs save the same bytes."""
        if any(isinstance(value, Files) for value in (*arguments, *keywords.values())):
            nameless = [Files(value.name, {}) if isinstance(value, Files) else value for value in arguments]
            named = {key: Files(value.name, {}) if isinstance(value, Files) else value for key, value in keywords.items()}
            order, payload = self._order(order.name, tuple(nameless), named, probe=order.probe)
        self.recorder.called(order, payload)

    def _known(self, order: Call, payload: Payload) -> Kept | None:
        """The answer to a call that an earlier run made, after the same calls in the same test."""
        if not self.replies or not self._key:
            return None
        self._key = next_key(self._key, order, payload)
        kept = None if self._test else self.replies.get(self._key)
        if kept:
            self._unasked.append((order, payload))
        return kept

    def _ask_what_was_not(self, link: Link) -> None:
        """Make the calls of this test that were answered from memory, as a call may rest on those before it."""
        unasked, self._unasked = self._unasked, []
        for order, payload in unasked:
            self._exchange(link, order, order.name, self._seconds(), payload)

    def ready(self) -> None:
        """Start the process of this test, so that its first call does not have to. Raises SubmissionFailed."""
        self._ready()

    def fetch(self, name: str) -> Files:
        """The file or folder that the program saved under ``name`` in the scratch folder."""
        link = self._ready()
        self._ask_what_was_not(link)
        self._key = b""
        order = Fetch(name=name, max_bytes=self.limits.result_mb * 2**20)
        reply, data = self._exchange(link, order, f"saving {name}", self.limits.seconds_per_call)
        if isinstance(reply, Returned) and isinstance(reply.value, FilesNode):
            return cast("Files", self._value(reply.value, data, f"saving {name}"))
        text = reply.failure.message if isinstance(reply, Raised) else "an unexpected answer"
        raise self._blame(SubmissionFailed(Verdict.WRONG_ANSWER, f"What should have been saved cannot be had: {text}."))

    def renew(self, *, code: bool) -> None:
        """Go on in a new worker, with or without the program; handles of the old one are no longer valid."""
        self._key, self._unasked = b"", []
        if self.parents is None:
            raise SuiteMistake("fresh workers cannot be had with --in-process: run this test without it")
        self._end_worker()
        self.code = self.source if code else None

    def _seconds(self) -> float:
        """The limit of a call; shorter once a program has run out of time twice, so that its verdict does not take minutes."""
        limit = self.limits.seconds_per_call
        if self.spent > self.limits.seconds_in_all:
            return MIN_SECONDS
        return limit if self.timeouts < PATIENCE else min(limit, max(MIN_SECONDS, limit / 4))

    def _value(self, node: Node, payload: bytearray, what: str) -> Any:
        try:
            return Results(payload, self).read(node)
        except TooMany as error:
            raise self._blame(failures.returned_too_much(what, str(error))) from None
        except WireError as error:
            raise self._blame(failures.unreadable(what, str(error))) from None

    def _special(self, value: Any) -> Node:
        match value:
            case Handle():
                if value._owner is not self or value._life != self.life:
                    raise SuiteMistake(f"{value!r} belongs to another worker, or to one that has ended")
                return HandleNode(value._node.number, "")
            case ScratchPath():
                return ScratchNode(value.name)
        raise SuiteMistake(f"an argument of type {type(value).__name__} cannot cross to the worker")

    # --- the worker -----------------------------------------------------------------------------------------------------

    def _ready(self) -> Link:
        """The link of this test's process; starts whatever is not there yet."""
        if self.unloadable and self.code is self.source:
            raise self.unloadable.again()
        if self._host is not None and self._ending:
            self._await_end(self._host)
        if self._host is None:
            self._start()
        if self._test is None:
            self._test = self._begin()
        return self._test

    def _start(self) -> None:
        self.life += 1
        self._scratch = f"{self.scratch_root}/{self.role}{self.life}"
        self._host = self._connect(self._scratch)
        self._load(self._host)

    def _connect(self, scratch: str) -> Link:
        if self.parents is None:
            return Loopback(self.profile)
        limits = WorkerLimits(
            memory_bytes=self.limits.memory_mb * 2**20,
            file_bytes=self.limits.result_mb * 2**20,
            processes=self.limits.processes,
        )
        sizes = self.limits.output_kb * 1024, self.limits.result_mb * 2**20
        try:
            return self.parents.get(self.profile, self.role).fork(scratch, limits, *sizes)
        except ParentLost:
            self.parents.drop(self.profile, self.role, lost=True)
        return self.parents.get(self.profile, self.role).fork(scratch, limits, *sizes)

    def _load(self, host: Link) -> None:
        order = Load(
            program=self.code,
            probes=self.probes,
            functions=self.functions,
            forbidden=self.forbidden,
        )
        what, seconds = "importing the file", self.limits.seconds_to_import
        started = time.monotonic()
        try:
            compiled, _ = self._exchange(host, order, what, seconds)
            if isinstance(compiled, Compiled) and compiled.error:
                raise self._blame(failures.not_a_program(compiled.error))
            if isinstance(compiled, Compiled) and compiled.forbidden:
                raise self._blame(failures.forbidden(compiled.forbidden))
            loaded, _ = self._exchange(host, None, what, seconds)
            if not isinstance(loaded, Loaded):
                raise self._blame(failures.unreadable(what, "an unexpected message"))
            if loaded.failure:
                raise self._blame(failures.raised(what, loaded.failure))
            if loaded.probes_failure:
                raise SuiteMistake(failures.raised("importing probes.py", loaded.probes_failure).message)
        except SuiteMistake:
            self._end_worker()
            raise
        except SubmissionFailed as failed:
            self._take_output(host)
            self._end_worker()
            failed.whole_file = True
            self.unloadable = failed
            raise
        self._missing = loaded.missing
        self._quick = self._reuse and time.monotonic() - started < QUICK_S

    def _begin(self) -> Link:
        """The process of this test: that of the test before, with the program loaded anew, or one forked meanwhile."""
        assert self._host is not None
        self.tests += 1
        if self._kept and (link := self._begin_in_kept(self._host, self._kept)):
            return link
        if self._ending:
            self._await_end(self._host)
        if self._host is None:
            self._start()
        order = BeginTest(seed=self.seed, scratch=f"{self._scratch}/{self.tests}")
        what, seconds = "starting the test", BEGIN_S
        if not self.isolate:
            self._exchange(self._host, order, what, seconds)
            return self._host
        link, self._spare = self._spare or self._prepare(self._host), None
        self._test = link
        self._exchange(link, order, what, seconds)
        if not self._quick:  # the next test needs another one
            self._spare = self._prepare(self._host)
        return link

    def _begin_in_kept(self, host: Link, kept: Link) -> Link | None:
        """The process of the test before, if it is fit for another; whatever is wrong with it is no fault of this test's."""
        self._kept = None
        order = BeginTest(seed=self.seed, anew=True)
        try:
            reply, _ = kept.exchange(order, time.monotonic() + self.limits.seconds_to_import)
        except (TimedOut, Closed, Flooded, TooLarge, WireError):
            reply = None
        if isinstance(reply, TestBegun) and reply.fit:
            kept.output.take()  # what it prints while it is loaded belongs to no test
            self.reused = True
            return kept
        self._dismiss(host, kept)
        return None

    def _prepare(self, host: Link) -> Link:
        """Let the host fork a process for a test to come."""
        link, fds = open_link(self.limits.output_kb * 1024, self.limits.result_mb * 2**20)
        try:
            self._guard(host, lambda end: host.send(Prepare(), end, None, fds), "starting the test", BEGIN_S)
        except BaseException:
            link.close()
            raise
        finally:
            close(fds)
        return link

    def _exchange(
        self, link: Link, message: Message | None, what: str, seconds: float, payload: Payload | None = None
    ) -> tuple[Reply, bytearray]:
        def step(deadline: float) -> tuple[Reply, bytearray]:
            return link.exchange(message, deadline, payload) if message else link.receive(deadline)

        answer: tuple[Reply, bytearray] = self._guard(link, step, what, seconds)
        return answer

    def _guard(self, link: Link, step: Callable[[float], Any], what: str, seconds: float) -> Any:
        """Do one step with the worker; whatever goes wrong ends the worker and becomes a verdict."""
        try:
            return step(time.monotonic() + seconds)
        except TimedOut:
            self.timeouts += 1
            failed = failures.too_slow(what, seconds)
        except Flooded:
            failed = failures.printed_too_much(what, self.limits.output_kb * 1024)
        except TooLarge as error:
            failed = failures.returned_too_much(what, str(error))
        except WireError as error:
            failed = failures.unreadable(what, str(error))
        except Closed:
            failed = None
        self._take_output(link)
        status = self._status_of_test(link) if failed is None else None
        if status is not None:  # the test's process ended by itself, and the one that forks them goes on
            link.close()
            self._test = None
            raise self._blame(failures.died(what, status))
        stopped_status, exceeded = self._end_worker()
        if exceeded is Exceeded.MEMORY:
            failed = failures.out_of_memory(what, self.limits.memory_mb * 2**20)
        elif exceeded is Exceeded.PROCESSES:
            failed = failures.too_many_processes(what, self.limits.processes)
        elif failed is None:
            failed = failures.died(what, stopped_status if status is None else status)
        raise self._blame(failed)

    def _status_of_test(self, link: Link) -> int | None:
        """How the test's own process ended, from the process that forked it."""
        if link is self._host or self._host is None:
            return None
        try:
            reply, _ = self._host.exchange(EndTest(), time.monotonic() + SHORT_S)
        except (TimedOut, Closed, Flooded, TooLarge, WireError):
            return None
        return reply.status if isinstance(reply, TestEnded) else None

    def _end_worker(self) -> tuple[int | None, Exceeded]:
        """End the worker with all that it left; its wait status, and the limit for which its parent had ended it."""
        status, exceeded = None, Exceeded.NOTHING
        for link in dict.fromkeys((self._host, self._test, self._spare, self._kept)):
            if link is not None:
                link.close()
        if self._host is not None and self.parents is not None:
            parent = self.parents.get(self.profile, self.role)
            try:
                stopped = parent.stop()
                status, exceeded = stopped.status, stopped.exceeded
                if self.parents.cold:
                    self.parents.drop(self.profile, self.role, lost=False)
            except ParentLost:
                self.parents.drop(self.profile, self.role, lost=True)
        self._host = self._test = self._spare = self._kept = None
        self._ending = False
        return status, exceeded

    def _take_output(self, link: Link) -> None:
        with contextlib.suppress(Flooded, OSError):
            link.output.drain()
        self.printed += link.output.take()

    def _blame(self, failed: SubmissionFailed) -> Exception:
        """The reference and the probes of a clean worker are ours: their failures are no submission's."""
        if self.role != "submission":
            return SuiteMistake(f"the {self.role} failed: {failed.message}")
        return failed


def _record(order: Call, seconds: float, reply: Returned | None = None) -> CallRecord:
    changed, tensors = (reply.changed[:20], reply.tensors[:100]) if reply else ((), ())
    return CallRecord(function=order.name, seconds=seconds, changed=changed, tensors=tensors, probe=order.probe)


class Probes:
    """The probes of a suite: functions of ``probes.py``, called in the worker."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._program.call(name, args, kwargs, probe=True)


class Submission:
    """What a suite holds of a program: its functions by name, its probes, what it saved."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.probe = Probes(program)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._program.functions and name not in self._program.functions:
            raise SuiteMistake(f"course.toml lists no function {name!r} of this exercise")
        return lambda *args, **kwargs: self._program.call(name, args, kwargs)

    @property
    def calls(self) -> list[CallRecord]:
        """The calls of this test so far."""
        return self._program.calls

    def fetch(self, name: str) -> Files:
        """What the program saved under ``name`` in the scratch folder; a wrong answer if there is nothing."""
        return self._program.fetch(name)

    def fresh(self, *, code: bool = True) -> Submission:
        """Go on in a new worker, with the program or (``code=False``) with the probes alone. Handles do not survive."""
        self._program.renew(code=code)
        return self


class Scratch:
    """Names places in the worker's scratch folder, and makes files for it."""

    def path(self, name: str) -> ScratchPath:
        """A place; arrives as an absolute path."""
        return ScratchPath(name)

    def file(self, name: str, data: bytes | Path) -> Files:
        """A file with these bytes, or those of another file; it is written there when it is passed to a call, and arrives as its path."""
        return Files(name, {"": _bytes_of(data) if isinstance(data, Path) else data})


@functools.lru_cache(8)
def _bytes_of(path: Path) -> bytes:
    """A fixture, which every program gets."""
    return path.read_bytes()
