"""A program through the tests of a suite: its calls, the worker that answers them, and how much time it has left."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any, cast

import msgspec

from deepkata import failures
from deepkata.failures import SubmissionFailed, SuiteMistake
from deepkata.handles import CallRecord, Results, encode_all
from deepkata.judge.fork_servers import ForkServers
from deepkata.judge.replies import Memo, Replies
from deepkata.judge.transcript import Recorder
from deepkata.judge.worker import Terms, Worker, Workers
from deepkata.manifest import Limits
from deepkata.text import decode, plain
from deepkata.verdicts import Verdict
from deepkata.wire.messages import Call, Fetch, Look, Raised, Returned, Seen, Source
from deepkata.wire.values import Files, FilesNode, Node, Payload, TooMany, WireError

#: Time limits that a program may exceed before its further calls get a quarter of it, though not less than this.
PATIENCE = 2
MIN_SECONDS = 0.25
#: Looking at what a module keeps takes milliseconds.
LOOK_S = 2.0


class Notes:
    """What is noted of a program in one test."""

    def __init__(self) -> None:
        self.calls: list[CallRecord] = []
        self.recorder = Recorder()
        self.last_call: tuple[str, tuple[Any, ...], dict[str, Any]] | None = None


class Budget:
    """The time that a call may take: less once a program has run out of it twice, so that its verdict does not take minutes."""

    def __init__(self) -> None:
        self.timeouts = 0
        self.spent = 0.0

    def seconds(self, limits: Limits) -> float:
        limit = limits.seconds_per_call
        if self.spent > limits.seconds_in_all:
            return MIN_SECONDS
        return limit if self.timeouts < PATIENCE else min(limit, max(MIN_SECONDS, limit / 4))


class Program:
    """One program, which is loaded when it is first called. One worker serves all tests of a suite; one that ended is replaced."""

    def __init__(
        self,
        source: Source | None,
        terms: Terms,
        *,
        limits: Limits,
        servers: ForkServers | None,
        scratch_root: str,
        replies: Replies | None = None,
    ) -> None:
        self.source = source
        self.terms = terms
        self.limits = limits
        self.notes = Notes()
        self.unloadable: SubmissionFailed | None = None
        self._workers = Workers(terms, servers, scratch_root)
        self._memo = Memo(replies)
        self._budget = Budget()
        self._printed = bytearray()
        self._worker: Worker | None = None
        self._seed = 0
        self._begun = False
        self._clean = False
        self.alone = False

    # --- tests ----------------------------------------------------------------------------------------------------------

    def begin_test(self, test: str, seed: int) -> None:
        """What follows belongs to a new test."""
        if self._clean:  # the worker that is there knows no program
            self.end()
        self._memo.begin(test, seed)
        self._seed = seed
        self._begun = self._clean = False
        self.notes = Notes()
        self._printed.clear()

    def end_test(self) -> None:
        """The test is over, and its handles go."""
        if self._worker:
            self._worker.take_output()

    def end(self) -> None:
        """End the worker; the next call starts another."""
        if self._worker:
            self._worker.end()
        self._worker = None

    def kept(self) -> tuple[str, ...]:
        """Where the program has kept something since it was loaded, by its own word; nothing where that cannot be said."""
        if self._worker is None or not self._worker.alive():
            return ()
        try:
            reply, _ = self._worker.exchange(Look(), "looking at the module", LOOK_S)
        except (SubmissionFailed, SuiteMistake):
            return ()
        return tuple(plain(name, 80) for name in reply.kept[:3]) if isinstance(reply, Seen) else ()

    @contextlib.contextmanager
    def each_call_alone(self) -> Iterator[None]:
        """Let each call have a process of its own, whatever comes of it; nothing of it is recorded."""
        noted, printed = self.notes, bytes(self._printed)
        self.notes, self.alone = Notes(), True
        try:
            yield
        finally:
            self.notes = noted
            self._printed[:] = printed
            self.alone = False

    @property
    def output(self) -> str:
        """What the program printed in this test."""
        if self._worker:
            self._worker.take_output()
        return decode(bytes(self._printed))

    # --- calls ----------------------------------------------------------------------------------------------------------

    def call(self, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any], *, probe: bool = False) -> Any:
        """Call a function of the program, or of the probes; raises SubmissionFailed where it does not return."""
        order, payload = self._order(name, arguments, keywords, probe=probe)
        what = "using what the program made" if probe else name
        if known := self._memo.find(order, payload, asked=self._begun):
            self.notes.calls.append(_record(order, 0.0, known.reply))
            return self._value(known.reply.value, bytearray(known.payload), what)
        if self.alone and not probe:
            self.end()
        worker = self.ready()
        if not probe:
            if name in worker.missing:
                raise self.terms.blamed(failures.missing_function(name))
            self.notes.last_call = (name, arguments, keywords)
        self._ask_what_was_not(worker)
        if self.terms.role == "submission":
            self._remember(order, payload, arguments, keywords)
        reply, data = self._ask(worker, order, payload, what)
        if isinstance(reply, Raised):
            raise self._raised(order, reply, what)
        if not isinstance(reply, Returned):
            raise self.terms.blamed(failures.unreadable(what, "an unexpected message"))
        self.notes.calls[-1] = _record(order, self.notes.calls[-1].seconds, reply)
        self.notes.recorder.gave(reply.value, data, reply.changed[:20])
        self._memo.keep(reply, data)
        return self._value(reply.value, data, what)

    def _ask(self, worker: Worker, order: Call, payload: Payload, what: str) -> tuple[Any, bytearray]:
        """Make a call, timed and noted whatever comes of it."""
        started, in_all = time.monotonic(), self.limits.seconds_in_all
        try:
            return worker.exchange(order, what, self._budget.seconds(self.limits), payload)
        except SubmissionFailed as failed:
            if failed.verdict is not Verdict.TIME_LIMIT_EXCEEDED:
                raise
            self._budget.timeouts += 1
            if self._budget.spent > in_all:
                raise self.terms.blamed(failures.too_slow_in_all(what, in_all)) from None
            raise
        finally:
            seconds = time.monotonic() - started
            self._budget.spent += seconds
            self.notes.calls.append(_record(order, seconds))

    def _raised(self, order: Call, reply: Raised, what: str) -> Exception:
        """The exception of a call, as a failure."""
        failure = reply.failure
        self.notes.recorder.threw(failure)
        if order.probe and failure.type_names == ("MissingFunction",):
            return SuiteMistake(f"probes.py has no function {order.name!r}")
        own = next((frame.function for frame in failure.frames if frame.function.isidentifier()), "") if order.probe else ""
        return self.terms.blamed(failures.raised(plain(own, 80) or what, failure))

    def _order(self, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any], *, probe: bool) -> tuple[Call, Payload]:
        """A call as it crosses to the worker."""
        payload = Payload()
        nodes = encode_all(list(arguments), payload, self._worker)
        named = encode_all(list(keywords.values()), payload, self._worker)
        return Call(probe=probe, name=name, arguments=tuple(nodes), keywords=dict(zip(keywords, named, strict=True))), payload

    def _remember(self, order: Call, payload: Payload, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        """Note a call for later comparison; of saved files only the names are compared, as no two programs save the same bytes."""
        if any(isinstance(value, Files) for value in (*arguments, *keywords.values())):
            nameless = [Files(value.name, {}) if isinstance(value, Files) else value for value in arguments]
            named = {key: Files(value.name, {}) if isinstance(value, Files) else value for key, value in keywords.items()}
            order, payload = self._order(order.name, tuple(nameless), named, probe=order.probe)
        self.notes.recorder.called(order, payload)

    def _ask_what_was_not(self, worker: Worker) -> None:
        """Make the calls of this test that were answered from memory, as a call may rest on those before it."""
        for order, payload in self._memo.take_unasked():
            worker.exchange(order, order.name, self._budget.seconds(self.limits), payload)

    def fetch(self, name: str) -> Files:
        """The file or folder that the program saved under ``name`` in the scratch folder."""
        worker, what = self.ready(), f"saving {name}"
        self._ask_what_was_not(worker)
        self._memo.stop()
        order = Fetch(name=name, max_bytes=self.limits.result_mb * 2**20)
        reply, data = worker.exchange(order, what, self.limits.seconds_per_call)
        if isinstance(reply, Returned) and isinstance(reply.value, FilesNode):
            return cast("Files", self._value(reply.value, data, what))
        text = reply.failure.message if isinstance(reply, Raised) else "an unexpected answer"
        raise self.terms.blamed(SubmissionFailed(Verdict.WRONG_ANSWER, f"What should have been saved cannot be had: {text}."))

    def _value(self, node: Node, payload: bytearray, what: str) -> Any:
        try:
            return Results(payload, self._worker).read(node)
        except TooMany as error:
            failed = failures.returned_too_much(what, str(error))
        except WireError as error:
            failed = failures.unreadable(what, str(error))
        self.end()  # what disturbs its process once is not asked again
        raise self.terms.blamed(failed)

    # --- the worker -----------------------------------------------------------------------------------------------------

    def ready(self) -> Worker:
        """The worker, in which this test has begun; started if there is none. Raises SubmissionFailed."""
        if self.unloadable and not self._clean:
            raise self.unloadable.again()
        worker = self._worker
        if worker is None or not worker.alive() or not (self._begun or worker.begin_test(self._seed)):
            worker = self._worker = self._start()
            worker.begin_test(self._seed)
        self._begun = True
        return worker

    def _start(self) -> Worker:
        try:
            return self._workers.start(None if self._clean else self.source, self.limits, self._printed)
        except SubmissionFailed as failed:
            self.unloadable = failed
            raise

    def renew(self, *, code: bool) -> None:
        """Go on in a new worker, with or without the program; handles of the old one are no longer valid."""
        if self._workers.servers is None:
            raise SuiteMistake("fresh workers cannot be had with --in-process: run this test without it")
        self._memo.stop()
        self.end()
        self._clean = not code


def _record(order: Call, seconds: float, reply: Returned | None = None) -> CallRecord:
    record = CallRecord(function=order.name, seconds=seconds, probe=order.probe)
    if reply is None:
        return record
    return msgspec.structs.replace(record, changed=reply.changed[:20], tensors=reply.tensors[:100], overwrote=reply.overwrote)
