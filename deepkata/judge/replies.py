"""What the reference answered before: the same calls in the same test get the same answers without being made again.

A reference is ours and repeats itself: its tests are seeded. Answers are kept by all calls that the test had made so
far, so a suite whose arguments depend on what a submission returned simply finds nothing here.
"""

from __future__ import annotations

import hashlib

import msgspec

from deepkata.wire.messages import Call, Returned
from deepkata.wire.values import Dict, FilesNode, HandleNode, List, Node, Payload, Tuple

MAX_BYTES = 64 * 2**20


class Kept(msgspec.Struct, frozen=True):
    """One answer, as it came."""

    key: bytes
    reply: Returned
    payload: bytes


class Replies:
    """The answers that are known, and those that have come in since the last ``take``."""

    def __init__(self) -> None:
        self._known: dict[bytes, Kept] = {}
        self._new: list[Kept] = []
        self._bytes = 0

    def get(self, key: bytes) -> Kept | None:
        return self._known.get(key)

    def keep(self, key: bytes, reply: Returned, payload: bytearray) -> None:
        """Remember an answer, unless it is known or there are too many."""
        kept = Kept(key, reply, bytes(payload))
        if self._add(kept):
            self._new.append(kept)

    def _add(self, kept: Kept) -> bool:
        size = len(kept.payload) + 1024
        if kept.key in self._known or self._bytes + size > MAX_BYTES:
            return False
        self._known[kept.key] = kept
        self._bytes += size
        return True

    def take(self) -> bytes:
        """What is new, for another process."""
        new, self._new = self._new, []
        return msgspec.msgpack.encode(new) if new else b""

    def give(self, data: bytes) -> None:
        """What another process learned; half a message of one that was killed is dropped."""
        try:
            for kept in msgspec.msgpack.decode(data, type=list[Kept]) if data else ():
                self._add(kept)
        except (msgspec.DecodeError, msgspec.ValidationError):
            return


class Memo:
    """The calls of one test, some of which are answered from what is known; without ``replies`` none is."""

    def __init__(self, replies: Replies | None) -> None:
        self._replies = replies
        self._key = b""
        self._unasked: list[tuple[Call, Payload]] = []

    def begin(self, test: str, seed: int) -> None:
        """A test that has made no call."""
        self._key = hashlib.sha256(f"{seed}/{test}".encode()).digest()
        self._unasked = []

    def find(self, order: Call, payload: Payload, *, asked: bool) -> Kept | None:
        """The answer to a call that an earlier run made, after the same calls in the same test, none of which was ``asked``."""
        if not self._replies or not self._key:
            return None
        digest = hashlib.sha256(self._key + msgspec.msgpack.encode(order))
        for part in payload.buffers:
            digest.update(part)
        self._key = digest.digest()
        kept = None if asked else self._replies.get(self._key)
        if kept:
            self._unasked.append((order, payload))
        return kept

    def take_unasked(self) -> list[tuple[Call, Payload]]:
        """The calls that were answered from memory: the next one may rest on them."""
        unasked, self._unasked = self._unasked, []
        return unasked

    def keep(self, reply: Returned, payload: bytearray) -> None:
        """Remember the answer to the last call; what stays in the worker has to be made anew."""
        if self._replies and self._key:
            if is_data(reply.value):
                self._replies.keep(self._key, reply, payload)
            else:
                self.stop()

    def stop(self) -> None:
        """Nothing more of this test is remembered."""
        self._key, self._unasked = b"", []


def is_data(node: Node) -> bool:
    """Whether a value has crossed as a whole: no handle to something that stayed, no file."""
    match node:
        case HandleNode() | FilesNode():
            return False
        case List(items) | Tuple(items):
            return all(is_data(item) for item in items)
        case Dict(pairs):
            return all(is_data(part) for pair in pairs for part in pair)
    return True
