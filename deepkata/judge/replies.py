"""What the reference answered before: the same calls in the same test get the same answers without being made again.

A reference is ours and repeats itself: its tests are seeded. Answers are kept by all calls that the test had made so
far, so a suite whose arguments depend on what a submission returned simply finds nothing here.

A course that was handed out has no reference, but a file with these answers. Drawn numbers may differ in their last bits on another
machine; there a call is found by its place in the test and the shapes that it was given.
"""

from __future__ import annotations

import hashlib
import lzma
from pathlib import Path

import msgspec

from deepkata.failures import SuiteMistake
from deepkata.files import write_atomically
from deepkata.wire.messages import Call, Returned
from deepkata.wire.values import Dict, FilesNode, HandleNode, List, Node, Payload, Tuple

#: The answers of a course that was handed out, beside each suite.
NAME = "reference_answers.xz"
MAX_BYTES = 64 * 2**20


class StoredReply(msgspec.Struct, frozen=True):
    """One answer, as it came; ``place``: where in the test, if what it was given is left aside."""

    key: bytes
    place: bytes
    reply: Returned
    payload: bytes


class Replies:
    """The answers that are known, and those that have come in since the last ``take``."""

    def __init__(self, file: Path | None = None) -> None:
        """Those in a file, if it is there; then nobody else can be asked."""
        self._known: dict[bytes, StoredReply] = {}
        self._places: dict[bytes, StoredReply] = {}
        self._new: list[StoredReply] = []
        self._bytes = 0
        self.all_there_is = file is not None and file.is_file()
        if file and self.all_there_is:
            self.give(lzma.decompress(file.read_bytes()))
            self._places = {kept.place: kept for kept in self._known.values()}

    def write(self, file: Path) -> None:
        """All of them, for a course without a reference."""
        write_atomically(file, lzma.compress(msgspec.msgpack.encode(list(self._known.values())), preset=9))

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: bytes, place: bytes) -> StoredReply | None:
        """An answer; raises SuiteMistake where it is missing and there are no others."""
        found = self._known.get(key) or self._places.get(place)
        if found is None and self.all_there_is:
            raise SuiteMistake(
                "this course was handed out without solutions, and with no answer of ours to this call: was another seed asked for?"
            )
        return found

    def keep(self, key: bytes, place: bytes, reply: Returned, payload: bytearray) -> None:
        """Remember an answer, unless it is known or there are too many."""
        kept = StoredReply(key, place, reply, bytes(payload))
        if self._add(kept):
            self._new.append(kept)

    def _add(self, kept: StoredReply) -> bool:
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
            for kept in msgspec.msgpack.decode(data, type=list[StoredReply]) if data else ():
                self._add(kept)
        except (msgspec.DecodeError, msgspec.ValidationError):
            return


class Memo:
    """The calls of one test, some of which are answered from what is known; without ``replies`` none is."""

    def __init__(self, replies: Replies | None) -> None:
        self._replies = replies
        self._key = self._place = b""
        self._unasked: list[tuple[Call, Payload]] = []

    def begin(self, test: str, seed: int) -> None:
        """A test that has made no call."""
        self._key = self._place = hashlib.sha256(f"{seed}/{test}".encode()).digest()
        self._unasked = []

    def find(self, order: Call, payload: Payload, *, asked: bool) -> StoredReply | None:
        """The answer to a call that an earlier run made, after the same calls in the same test, none of which was ``asked``."""
        if self._replies is None or not self._key:
            return None
        digest = hashlib.sha256(self._key + msgspec.msgpack.encode(order))
        for part in payload.buffers:
            digest.update(part)
        self._key = digest.digest()
        shape = f"{order.name} {payload.size}"
        self._place = hashlib.sha256(self._place + shape.encode()).digest()
        kept = None if asked else self._replies.get(self._key, self._place)
        if kept:
            self._unasked.append((order, payload))
        return kept

    def take_unasked(self) -> list[tuple[Call, Payload]]:
        """The calls that were answered from memory: the next one may rest on them."""
        unasked, self._unasked = self._unasked, []
        return unasked

    def keep(self, reply: Returned, payload: bytearray) -> None:
        """Remember the answer to the last call; what stays in the worker has to be made anew."""
        if self._replies is not None and self._key:
            if is_data(reply.value):
                self._replies.keep(self._key, self._place, reply, payload)
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
