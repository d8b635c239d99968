"""Frames over a connected stream socket: a prefix, a msgspec header, the payload of raw bytes.

File descriptors may travel with a frame (``SCM_RIGHTS``). The worker's side blocks; the judge's side has a deadline
and drains the worker's output while it waits (:mod:`deepkata.judge.link`).
"""

from __future__ import annotations

import array
import socket
import struct
from typing import Any

import msgspec

from deepkata.wire.values import Payload, WireError

PREFIX = struct.Struct("<IQ")
MAX_HEADER = 16 * 2**20
MAX_PAYLOAD = 2**32
MAX_FDS = 4
SMALL = 2**16

_encoder = msgspec.msgpack.Encoder()


class Closed(Exception):
    """The other side has gone."""


def frame(message: msgspec.Struct, payload: Payload | None = None) -> list[bytes | memoryview]:
    """The pieces of one frame, in order."""
    header = _encoder.encode(message)
    size = payload.size if payload else 0
    buffers = payload.buffers if payload else ()
    start = PREFIX.pack(len(header), size) + header
    if size < SMALL:  # in one piece: each piece that is sent wakes the other side
        return [b"".join((start, *buffers))]
    return [start, *buffers]


def check_prefix(prefix: bytes, max_payload: int) -> tuple[int, int]:
    """Header and payload size; WireError where a cap is exceeded."""
    header, payload = PREFIX.unpack(prefix)
    if header > MAX_HEADER or payload > max_payload:
        raise WireError(f"a frame of {header + payload} bytes is over the limit of {max_payload}")
    return header, payload


class Channel:
    """Blocking frames, for workers and for the small messages between judge and fork server."""

    def __init__(self, sock: socket.socket, decoder: msgspec.msgpack.Decoder[Any]) -> None:
        self.sock = sock
        self._decoder = decoder

    def send(self, message: msgspec.Struct, payload: Payload | None = None, fds: tuple[int, ...] = ()) -> None:
        """Send one frame. Raises Closed where nobody reads any more."""
        pieces = frame(message, payload)
        try:
            if fds:
                ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))]
                sent = self.sock.sendmsg([pieces[0]], ancillary)
                pieces[0] = memoryview(pieces[0])[sent:]
            for piece in pieces:
                self.sock.sendall(piece)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise Closed from error

    def receive(self) -> tuple[Any, bytearray, list[int]]:
        """The next message, its payload and the descriptors that came with it."""
        prefix, fds = self._first(PREFIX.size)
        header_size, payload_size = check_prefix(prefix, MAX_PAYLOAD)
        header, payload = self._exactly(header_size, payload_size)
        try:
            return self._decoder.decode(header), payload, fds
        except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
            raise WireError(f"a message that cannot be read: {error}") from error

    def _first(self, count: int) -> tuple[bytes, list[int]]:
        room = socket.CMSG_SPACE(MAX_FDS * array.array("i").itemsize)
        try:
            data, ancillary, _flags, _address = self.sock.recvmsg(count, room)
        except ConnectionResetError as error:
            raise Closed from error
        fds = array.array("i")
        for level, kind, raw in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                fds.frombytes(raw[: len(raw) - len(raw) % fds.itemsize])
        if not data:
            raise Closed
        return data + bytes(self._exactly(count - len(data))[0]), list(fds)

    def _exactly(self, *counts: int) -> list[bytearray]:
        """So many bytes, in as many pieces."""
        pieces = [bytearray(count) for count in counts]
        views = [memoryview(piece) for piece in pieces]
        while any(views):
            try:
                got = self.sock.recvmsg_into(views)[0]
            except ConnectionResetError as error:
                raise Closed from error
            if not got:
                raise Closed
            while got:
                taken = min(got, len(views[0]))
                views[0] = views[0][taken:]
                got -= taken
                if not views[0]:
                    views.pop(0)
        return pieces
