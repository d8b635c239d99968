"""``--in-process``: the worker's code in this process, so that breakpoints work. At the desk only, never a grade."""

from __future__ import annotations

import importlib
import os
from collections import deque

import msgspec

from deepkata.environment import keras_backend
from deepkata.judge.link import Output, WorkerLink
from deepkata.wire.messages import FromWorker, Message, Reply
from deepkata.wire.values import Payload
from deepkata.worker.profiles import PROFILES
from deepkata.worker.program_process import ProgramProcess


class _Channel:
    """Replies, kept until they are asked for; through their bytes, as on the real wire."""

    def __init__(self) -> None:
        self.replies: deque[tuple[Reply, bytearray]] = deque()

    def send(self, message: Message, payload: Payload | None = None, fds: tuple[int, ...] = ()) -> None:
        reply = FromWorker.decode(msgspec.msgpack.encode(message))
        self.replies.append((reply, bytearray(b"".join(payload.buffers)) if payload else bytearray()))


class Loopback(WorkerLink):
    """A link to a worker in this very process; it has no deadline and prints where the judge prints."""

    def __init__(self, profile: str) -> None:
        os.environ.setdefault("KERAS_BACKEND", "tensorflow" if profile == "tensorflow" else keras_backend())
        for name in PROFILES[profile]:
            importlib.import_module(name)
        reading, writing = os.pipe()
        os.close(writing)
        self.output = Output(reading, 0)
        self.channel = _Channel()
        self.program_process = ProgramProcess(self.channel, "none")  # type: ignore[arg-type]

    def send(self, message: Message, deadline: float, payload: Payload | None = None) -> None:
        data = bytearray(b"".join(payload.buffers)) if payload else bytearray()
        here = os.getcwd()
        try:
            self.program_process.answer(message, data)
        finally:
            os.chdir(here)

    def receive(self, deadline: float) -> tuple[Reply, bytearray]:
        return self.channel.replies.popleft()

    def close(self) -> None:
        os.close(self.output.descriptor)
