"""What judge, fork server and worker say to each other. Each side decodes only the messages it expects."""

from __future__ import annotations

import enum
from typing import Union

import msgspec

from deepkata.wire.values import Node


class Message(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The base of all messages; the tag is the class's name."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A program as text: the module's name, the file name that tracebacks show, the bytes of the file."""

    module: str
    filename: str
    data: bytes


class WorkerLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker may use; the judge's clock limits its time."""

    memory_bytes: int
    file_bytes: int
    processes: int


class Exceeded(enum.Enum):
    """What a fork server ended its worker for."""

    NOTHING = "nothing"
    MEMORY = "memory"
    PROCESSES = "processes"


# --- judge and fork server ---------------------------------------------------------------------------------------------------


class Fork(Message, frozen=True, kw_only=True):
    """Judge to fork server, with two descriptors (connection, output): fork a worker."""

    scratch: str
    limits: WorkerLimits


class Stop(Message, frozen=True, kw_only=True):
    """Judge to fork server: end the worker and all that it left behind, and say how it ended.

    ``ended``: its connection is closed, so it is about to end by itself, if it has not yet.
    """

    number: int
    ended: bool = False


class Freeze(Message, frozen=True, kw_only=True):
    """Judge to fork server: stop every process of the worker where it is."""


class Thaw(Message, frozen=True, kw_only=True):
    """Judge to fork server: let them go on."""


class Spent(Message, frozen=True, kw_only=True):
    """Parent to judge, on Freeze and Thaw: processor seconds of the worker's processes so far.

    ``last_number`` is the last number that was given to a process or thread, where only the worker can have started it.
    """

    cpu_s: float
    last_number: int = 0


class ForkServerReady(Message, frozen=True, kw_only=True):
    """Parent to judge, once: everything is imported."""

    imports_s: float


class Forked(Message, frozen=True, kw_only=True):
    """Parent to judge: the worker runs."""

    pid: int


class Stopped(Message, frozen=True, kw_only=True):
    """Parent to judge: nothing of the worker runs any more.

    ``status`` is the worker's wait status if it ended by itself; ``exceeded`` says why the fork server ended it, if it did;
    ``healthy`` says that nothing of the worker is left, not even a file, and that the fork server may fork again.
    """

    number: int
    status: int | None
    exceeded: Exceeded
    healthy: bool


# --- judge and worker ---------------------------------------------------------------------------------------------------


class Load(Message, frozen=True, kw_only=True):
    """Import the program."""

    program: Source | None
    probes: Source | None
    functions: tuple[str, ...]
    forbidden: tuple[str, ...]


class BeginTest(Message, frozen=True, kw_only=True):
    """A test begins: other random numbers, another folder, and no handles. ``number`` is one that nobody can guess."""

    seed: int
    scratch: str
    number: int


class Call(Message, frozen=True, kw_only=True):
    """Call a function of the program, or of the probes."""

    probe: bool
    name: str
    arguments: tuple[Node, ...]
    keywords: dict[str, Node]


class Fetch(Message, frozen=True, kw_only=True):
    """Send a file or folder of the scratch folder, at most ``max_bytes`` of it."""

    name: str
    max_bytes: int


class Look(Message, frozen=True, kw_only=True):
    """Say what the program has kept since it was loaded."""


class StackFrame(msgspec.Struct, frozen=True):
    """One line of the student's file in a traceback, with what its variables hold."""

    line: int
    function: str
    text: str
    variables: dict[str, str]


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """An exception as data: the names of its type and the type's bases, its text, the student's own frames."""

    type_names: tuple[str, ...]
    message: str
    frames: tuple[StackFrame, ...] = ()


class Compiled(Message, frozen=True, kw_only=True):
    """Sent before a line of the program has run, hence beyond its reach.

    ``error`` says why the source is no program; ``forbidden`` lists what it must not use, with the lines.
    """

    error: Failure | None
    forbidden: tuple[tuple[str, int], ...]


class Loaded(Message, frozen=True, kw_only=True):
    """The program's import ended; ``missing`` lists the functions that it lacks."""

    failure: Failure | None
    missing: tuple[str, ...]
    probes_failure: Failure | None


class TestBegun(Message, frozen=True, kw_only=True):
    """The test of this number can make its calls; what was sent before it was no answer to anything.

    ``cpu_s``: the processor seconds that the process has taken so far, by its own word.
    """

    number: int
    cpu_s: float


class Seen(Message, frozen=True, kw_only=True):
    """The places in which the program keeps something that was not there when it was loaded."""

    kept: tuple[str, ...]


class Returned(Message, frozen=True, kw_only=True):
    """A call's result, the arguments that the call changed, and where in the result tensors were.

    ``overwrote``: the call changed an array that an earlier call of the test had returned.
    """

    value: Node
    changed: tuple[str, ...] = ()
    overwrote: bool = False
    tensors: tuple[str, ...] = ()


class Raised(Message, frozen=True, kw_only=True):
    """A call's exception."""

    failure: Failure


ToForkServer = msgspec.msgpack.Decoder(Union[Fork, Stop, Freeze, Thaw])
FromForkServer = msgspec.msgpack.Decoder(Union[ForkServerReady, Forked, Stopped, Spent])
ToWorker = msgspec.msgpack.Decoder(Union[Load, BeginTest, Call, Fetch, Look])
Reply = Union[Compiled, Loaded, TestBegun, Seen, Returned, Raised]
FromWorker: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)
