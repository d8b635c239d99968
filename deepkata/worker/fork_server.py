"""The warm fork server: imports everything heavy, then forks one worker at a time.

It only imports. One TensorFlow operation in it, and children that trace a function hang; so after each worker it checks
that TensorFlow is untouched and that no thread has been added, and says so if not: the judge then starts another fork server.
"""

from __future__ import annotations

import importlib
import os
import select
import signal
import socket
import sys
import time
from typing import Any

from deepkata.wire.channel import Channel, Closed
from deepkata.wire.messages import Exceeded, Fork, Forked, ForkServerReady, Freeze, Spent, Stop, Stopped, Thaw, ToForkServer, WorkerLimits
from deepkata.worker import leftovers, processes, program_process, usage
from deepkata.worker.profiles import PROFILES

WATCH_S = 0.05
MOST_THREADS = 512
#: A process whose connection is closed can be waited for soon after; unless it closed it by itself.
ENDING_S = 0.5


def main(profile: str, descriptor: int, level: str, user: int | None) -> None:
    """Import what ``profile`` names and serve the judge on ``descriptor`` until it goes away, as another ``user`` if given."""
    started = time.monotonic()
    processes.lift_memory_limit()
    os.set_inheritable(descriptor, False)
    control = Channel(socket.socket(fileno=descriptor), ToForkServer)
    for name in PROFILES[profile]:
        importlib.import_module(name)
    program_process.prepare()
    forget_paths()
    processes.release_file_pages()
    if user is not None:
        processes.become_user(user)
        processes.limit_processes(MOST_THREADS)
    processes.become_parent()
    control.send(ForkServerReady(imports_s=time.monotonic() - started))
    Server(control, level).serve()
    processes.kill_descendants(level)
    os._exit(0)


def forget_paths() -> None:
    """Only the interpreter and its installed packages can be imported from here on."""
    installed = (sys.base_prefix, sys.prefix)
    sys.path[:] = [path for path in sys.path if path.startswith(installed)]


class Server:
    """Forks a worker, watches its memory, ends it with all that it left."""

    def __init__(self, control: Channel, level: str) -> None:
        self.control = control
        self.level = level
        self.threads = usage.own_threads()
        self.settings = processes.settings()
        self.baseline = usage.resident()
        self.worker = 0
        self.status: int | None = None
        self.limits = WorkerLimits(memory_bytes=0, file_bytes=0, processes=0)
        self.scratch = ""
        self.exceeded = Exceeded.NOTHING
        self.frozen = False

    def serve(self) -> None:
        """Answer the judge until it closes the connection."""
        while True:
            if not select.select([self.control.sock], [], [], WATCH_S if self.worker and not self.frozen else None)[0]:
                self.watch()
                continue
            try:
                message, _payload, fds = self.control.receive()
            except Closed:
                return
            match message:
                case Fork():
                    self.fork(message, fds)
                case Freeze():
                    self.hold(frozen=True)
                case Thaw():
                    self.hold(frozen=False)
                case Stop(number=number, ended=ended):
                    self.stop(number, ended=ended)

    def fork(self, order: Fork, fds: list[int]) -> None:
        """Fork a worker that serves the connection ``fds[0]`` and prints to ``fds[1]``."""
        self.status, self.exceeded = None, Exceeded.NOTHING
        self.limits = order.limits
        self.scratch = order.scratch
        connection, output = fds
        pid = os.fork()
        if not pid:
            os.setsid()
            self.control.sock.close()
            processes.settle(output)
            processes.limit(order.limits)
            processes.enter(order.scratch)
            program_process.run(connection, self.level)
        self.worker = pid
        os.close(connection)
        os.close(output)
        self.control.send(Forked(pid=pid))

    def hold(self, *, frozen: bool) -> None:
        """Stop the worker's processes, or let them go on; either way say what they have computed so far."""
        self.frozen = frozen
        if frozen:
            processes.freeze(self.level)
        self.note(processes.reap())
        spent, number = usage.cpu_seconds(), usage.last_number(self.level)
        if not frozen:
            processes.thaw(self.level)
        self.control.send(Spent(cpu_s=spent, last_number=number))

    def watch(self) -> None:
        """Note the worker's end, and end it if it takes more memory or processes than it may."""
        self.note(processes.reap())
        found = usage.descendants()
        if len(found) > self.limits.processes or usage.count_threads(found) > MOST_THREADS:
            self.exceeded = Exceeded.PROCESSES
        elif usage.memory_growth(found, self.baseline) + usage.shared_segments(self.level) > self.limits.memory_bytes:
            self.exceeded = Exceeded.MEMORY
        if self.exceeded is not Exceeded.NOTHING:
            processes.kill_descendants(self.level)

    def stop(self, number: int, *, ended: bool) -> None:
        """Leave nothing of the worker, and report its end, under the number of the wish."""
        self.frozen = False
        end = time.monotonic() + (ENDING_S if ended else 0.0)
        self.note(processes.reap())
        while self.worker and self.status is None and time.monotonic() < end:
            time.sleep(0.001)
            self.note(processes.reap())
        clean = processes.kill_descendants(self.level)
        if self.scratch:
            clean &= leftovers.sweep(self.level, self.scratch, keep=False)
        clean &= not usage.shared_segments(self.level)
        leftovers.forget_keys(self.level)
        self.worker = 0
        self.control.send(Stopped(number=number, status=self.status, exceeded=self.exceeded, healthy=clean and self.untouched()))

    def note(self, ended: dict[int, int]) -> None:
        if self.status is None:
            self.status = ended.get(self.worker)

    def untouched(self) -> bool:
        """Whether a fork of this process is still safe, and what a worker would inherit is what it was."""
        return usage.own_threads() == self.threads and processes.settings() == self.settings and not _has_computed()


def _has_computed() -> bool:
    """Whether a library for deep learning has done more than be imported: it then has threads that a fork lacks."""
    eager: Any = sys.modules.get("tensorflow.python.eager.context")
    xla: Any = sys.modules.get("jax._src.xla_bridge")
    return bool(eager and eager.context()._initialized) or bool(xla and xla._backends)


signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the judge's to handle: it ends the fork servers itself
