"""What a program answered, call by call, as data: the ground on which a failure is compared with known mistakes.

The judge keeps a transcript of each test: which function was called, a digest of what it was given, and what came
back. It is data that an untrusted program had a hand in: it is bounded when it is made, and checked when it is read.
"""

from __future__ import annotations

import hashlib
from typing import Union

import msgspec

from deepkata.wire.messages import Call, Failure
from deepkata.wire.values import Node, Payload

#: Bytes of results that are kept of one test; what is beyond counts as unknown.
MAX_BYTES = 4 * 2**20
MAX_MESSAGE = 2000
MAX_CALLS = 2000


class Gave(msgspec.Struct, frozen=True, tag="gave"):
    """A result, as MessagePack, the arrays' bytes, and the arguments that the call changed in place."""

    value: bytes
    payload: bytes
    changed: tuple[str, ...]

    @property
    def node(self) -> Node:
        """The value; its arrays lie in the payload. Raises msgspec.MsgspecError, RecursionError for what is none."""
        node: Node = _NODE.decode(self.value)
        return node


class Threw(msgspec.Struct, frozen=True, tag="threw"):
    """An exception."""

    type_name: str
    message: str


class Unknown(msgspec.Struct, frozen=True, tag="unknown"):
    """Nothing that can be compared: no answer came, or one that is too large."""


Outcome = Union[Gave, Threw, Unknown]


class Entry(msgspec.Struct, frozen=True):
    """One call of a test."""

    function: str
    probe: bool
    arguments: bytes
    outcome: Outcome


class Transcript(msgspec.Struct, frozen=True):
    """The calls of one test, in their order."""

    entries: tuple[Entry, ...] = ()


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Transcript)
_NODE = msgspec.msgpack.Decoder(Node)


def dump(transcript: Transcript) -> bytes:
    return _ENCODER.encode(transcript)


def load(data: bytes) -> Transcript:
    """Raises msgspec.MsgspecError, RecursionError for what is no transcript."""
    return _DECODER.decode(data)


def read(data: bytes) -> Transcript:
    """A transcript, empty where it cannot be read."""
    try:
        return load(data)
    except (msgspec.MsgspecError, RecursionError):
        return Transcript()


class Recorder:
    """Writes the transcript of one test while it runs."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.entries: list[Entry] = []
        self.kept = 0

    def called(self, order: Call, payload: Payload) -> None:
        """A call begins; until it is answered its outcome is unknown."""
        if len(self.entries) < MAX_CALLS:
            self.entries.append(Entry(order.name, order.probe, digest(order, payload), Unknown()))

    def gave(self, value: Node, payload: bytearray, changed: tuple[str, ...]) -> None:
        """The last call returned."""
        if not self.entries:
            return
        encoded = _ENCODER.encode(value)  # single values take some 25 times as much as objects
        self.kept += len(encoded) + len(payload)
        if self.kept <= MAX_BYTES:
            self._answer(Gave(encoded, bytes(payload), changed))

    def threw(self, failure: Failure) -> None:
        """The last call raised."""
        name = failure.type_names[0] if failure.type_names else ""
        self._answer(Threw(name[:200], failure.message[:MAX_MESSAGE]))

    def _answer(self, outcome: Outcome) -> None:
        if self.entries and isinstance(self.entries[-1].outcome, Unknown):
            self.entries[-1] = msgspec.structs.replace(self.entries[-1], outcome=outcome)

    @property
    def transcript(self) -> Transcript:
        return Transcript(tuple(self.entries))


def digest(order: Call, payload: Payload) -> bytes:
    """Tells whether two calls were given the same. Of a handle only its number counts, and of saved files the name."""
    state = hashlib.blake2b(_ENCODER.encode((order.arguments, order.keywords)), digest_size=16)
    for buffer in payload.buffers:
        state.update(buffer)
    return state.digest()
