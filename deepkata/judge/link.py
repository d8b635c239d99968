"""The judge's side of a worker's connection: a request, a deadline, and the worker's output drained while it waits."""

from __future__ import annotations

import abc
import os
import select
import socket
import time

import msgspec

from deepkata.wire.channel import PREFIX, Closed, check_prefix, frame
from deepkata.wire.messages import FromWorker, Message, Reply
from deepkata.wire.values import Payload, WireError

CHUNK = 1 << 16


class TimedOut(Exception):
    """No answer by the deadline."""


class Flooded(Exception):
    """More was printed than the limit allows."""


class TooLarge(Exception):
    """An answer over the size cap."""


class Output:
    """What a worker prints: the first ``limit`` bytes; more than that is a flood."""

    def __init__(self, descriptor: int, limit: int) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor = descriptor
        self.limit = limit
        self.data = bytearray()

    def drain(self) -> bool:
        """Take what is there; False at the end of the output. Raises Flooded."""
        while True:
            try:
                chunk = os.read(self.descriptor, CHUNK)
            except BlockingIOError:
                return True
            if not chunk:
                return False
            self.data += chunk[: self.limit + 1 - len(self.data)]
            if len(self.data) > self.limit:
                raise Flooded

    def take(self) -> bytes:
        """What was printed since the last time."""
        data = bytes(self.data[: self.limit])
        self.data.clear()
        return data


class WorkerLink(abc.ABC):
    """A connection to a worker; ``midway``: a part of a reply was read."""

    output: Output
    midway = False

    def exchange(self, message: Message, deadline: float, payload: Payload | None = None) -> tuple[Reply, bytearray]:
        """Send a request and wait for its reply. Raises TimedOut, Closed, Flooded, TooLarge or WireError."""
        self.send(message, deadline, payload)
        return self.receive(deadline)

    @abc.abstractmethod
    def send(self, message: Message, deadline: float, payload: Payload | None = None) -> None:
        """Send a request by the deadline, in seconds of the monotonic clock."""

    @abc.abstractmethod
    def receive(self, deadline: float) -> tuple[Reply, bytearray]:
        """The next reply and its payload."""

    @abc.abstractmethod
    def close(self) -> None:
        """Let go of the connection; what is at its other end is not ended by it."""


class Link(WorkerLink):
    """A worker in another process, over a socket, with a pipe for what it prints."""

    def __init__(self, sock: socket.socket, output: Output, result_bytes: int) -> None:
        sock.setblocking(False)
        self.sock = sock
        self.output = output
        self.result_bytes = result_bytes
        self._ahead = bytearray()
        self._poller = select.poll()
        self._poller.register(output.descriptor, select.POLLIN)

    def send(self, message: Message, deadline: float, payload: Payload | None = None) -> None:
        pieces = frame(message, payload)
        for piece in pieces:
            view = memoryview(piece)
            while view:
                try:
                    view = view[self.sock.send(view) :]
                except BlockingIOError:
                    self._wait(select.POLLOUT, deadline)
                except OSError as error:
                    raise Closed from error

    def receive(self, deadline: float) -> tuple[Reply, bytearray]:
        self.midway = False
        prefix = self._exactly(PREFIX.size, deadline)
        self.midway = True
        try:
            header_size, payload_size = check_prefix(bytes(prefix), self.result_bytes)
        except WireError as error:
            raise TooLarge(str(error)) from error
        header = self._exactly(header_size, deadline)
        payload = self._exactly(payload_size, deadline)
        self.output.drain()
        try:
            return FromWorker.decode(header), payload
        except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
            raise WireError(str(error)) from error

    def _exactly(self, count: int, deadline: float) -> bytearray:
        """So many bytes; what has come beyond them is kept for the next time."""
        data = self._ahead
        while len(data) < count:
            self._wait(select.POLLIN, deadline)  # an answer is hardly ever there at once
            try:
                chunk = self.sock.recv(max(count - len(data), CHUNK))
            except BlockingIOError:
                continue
            except OSError as error:
                raise Closed from error
            if not chunk:
                self.output.drain()
                raise Closed
            data += chunk
        self._ahead = data[count:]
        del data[count:]
        return data

    def _wait(self, event: int, deadline: float) -> None:
        """Until the connection is ready for ``event``; output is drained meanwhile."""
        poller = self._poller
        poller.register(self.sock, event)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimedOut
            ready = dict(poller.poll(left * 1000))
            if self.output.descriptor in ready and not self.output.drain():
                poller.unregister(self.output.descriptor)
            if self.sock.fileno() in ready:
                return

    def close(self) -> None:
        self.sock.close()
        os.close(self.output.descriptor)
