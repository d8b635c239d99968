"""Warm fork servers as the judge sees them: starting them, forking workers, ending them whatever a worker did to them."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterable
from typing import IO

import msgspec
import psutil

from deepkata.environment import served_by, worker_variables
from deepkata.errors import ForkServerFailed
from deepkata.judge.link import Link, Output
from deepkata.sandbox import Sandbox
from deepkata.sandbox.none import Unprotected
from deepkata.wire.channel import Channel, Closed
from deepkata.wire.messages import Fork, Forked, ForkServerReady, Freeze, FromForkServer, Message, Spent, Stop, Stopped, Thaw, WorkerLimits
from deepkata.wire.values import WireError

#: Numbers of what this process asked its fork servers for.
_stops = itertools.count(1)
START_S = 120.0
ANSWER_S = 10.0


class ForkServerLost(Exception):
    """The fork server does not answer any more."""


class ForkServer:
    """A process that has imported a profile and forks workers, one at a time."""

    def __init__(self, profile: str, sock: socket.socket, pid: int, sandbox: Sandbox) -> None:
        self.profile = profile
        self.sandbox = sandbox
        self.pid = pid
        self.sock = sock
        self.channel: Channel = Channel(sock, FromForkServer)
        self.process: subprocess.Popen[bytes] | None = None
        self.log: IO[bytes] | None = None
        self.worker_pid = 0
        self.user = 0
        self.imports_s = 0.0

    @classmethod
    def start(cls, profile: str, sandbox: Sandbox) -> ForkServer:
        """Start one; it is warm once ``ready`` has returned."""
        ours, theirs = socket.socketpair()
        log = tempfile.TemporaryFile()
        process = subprocess.Popen(
            sandbox.command(["-I", "-m", "deepkata.worker", profile, str(theirs.fileno())]),
            env=worker_variables(profile),
            cwd=tempfile.gettempdir(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        server = cls(profile, ours, process.pid, sandbox)
        server.process = process
        server.log = log
        return server

    def ready(self) -> ForkServer:
        """Wait until everything is imported. Raises ForkServerFailed with the last words of a fork server that did not come up."""
        if self.imports_s:
            return self
        try:
            message = self._receive(START_S)
        except ForkServerLost:
            words = last_words(self.log) if self.log else ""
            self.end()
            raise ForkServerFailed(self.profile, words) from None
        assert isinstance(message, ForkServerReady)
        self.imports_s = message.imports_s
        return self

    def fork(self, scratch: str, limits: WorkerLimits, output_bytes: int, result_bytes: int) -> Link:
        """A new worker. Raises ForkServerLost."""
        self.ready()
        link, fds = open_link(output_bytes, result_bytes)
        try:
            self._send(Fork(scratch=scratch, limits=limits), fds)
            message = self._receive(ANSWER_S)
        except ForkServerLost:
            link.close()
            raise
        finally:
            close(fds)
        if not isinstance(message, Forked):
            raise ForkServerLost
        self.worker_pid = message.pid
        if self.sandbox.level == "uid" and not self.user:
            self.user = _user_of(message.pid)
        return link

    def hold(self, *, frozen: bool) -> Spent:
        """Stop the worker's processes where they are, or let them go on; what they have used so far. Raises ForkServerLost."""
        self._send(Freeze() if frozen else Thaw(), ())
        message = self._receive(ANSWER_S)
        if not isinstance(message, Spent):
            raise ForkServerLost
        return message

    def stop(self, *, ended: bool = False) -> Stopped:
        """End the worker, which may have ``ended`` itself, and all that it left behind. Raises ForkServerLost; the fork server is ended then."""
        try:
            number = os.getpid() << 32 | next(_stops)
            self._send(Stop(number=number, ended=ended), ())
            message = self._receive(ANSWER_S)
            while not isinstance(message, Stopped) or message.number != number:  # answers that a killed judge did not wait for
                message = self._receive(ANSWER_S)
            if not message.healthy:
                raise ForkServerLost
        except ForkServerLost:
            self.end()
            raise
        self.worker_pid = 0
        return message

    def end(self) -> None:
        """Close the connection, so that it ends by itself; kill it if it does not, or is still importing."""
        with contextlib.suppress(OSError):
            self.sock.close()
        if self.process and self.imports_s and not self.worker_pid:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(2.0)
        if self.worker_pid or not self.process or self.process.returncode is None:
            self._kill()  # the worker's session as well: a fork server that its worker killed ends nothing any more
        if self.process:
            self.process.wait()
        if self.log:
            self.log.close()

    def _kill(self) -> None:
        # in a sandbox the worker's number is another process's here, and everything ends with the first process
        sessions = {pid for pid in (0 if self.sandbox.level == "full" else self.worker_pid, self.pid) if pid}
        for pid in _members(sessions, self.user):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)

    def _send(self, message: Message, fds: tuple[int, ...]) -> None:
        self.sock.settimeout(ANSWER_S)
        try:
            self.channel.send(message, None, fds)
        except (Closed, OSError) as error:
            raise ForkServerLost from error

    def _receive(self, seconds: float) -> ForkServerReady | Forked | Stopped | Spent:
        self.sock.settimeout(seconds)
        try:
            message: ForkServerReady | Forked | Stopped | Spent = self.channel.receive()[0]
        except (Closed, WireError, OSError, msgspec.MsgspecError) as error:
            raise ForkServerLost from error
        return message


def _members(sessions: set[int], user: int) -> list[int]:
    """The processes of these sessions, their leaders first, and all of a user who was taken on for them."""
    members = []
    for pid in psutil.pids():
        with contextlib.suppress(OSError):
            if os.getsid(pid) in sessions or (user and _user_of(pid) == user):
                members.append(pid)
    return sorted(members, key=lambda pid: pid not in sessions)


def _user_of(pid: int) -> int:
    """The number of the user who runs a process; 0 if it has ended."""
    try:
        return int(psutil.Process(pid).uids().real)
    except psutil.Error:
        return 0


def open_link(output_bytes: int, result_bytes: int) -> tuple[Link, tuple[int, int]]:
    """A link, and the two descriptors of its far end for a worker; the caller closes them once they are sent."""
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    return Link(ours, Output(reading, output_bytes), result_bytes), (theirs.detach(), writing)


def close(descriptors: tuple[int, ...]) -> None:
    """Close what has been sent to another process."""
    for descriptor in descriptors:
        os.close(descriptor)


def last_words(log: IO[bytes]) -> str:
    """What a process of ours wrote before it ended."""
    log.seek(0)
    return log.read().decode("utf-8", "replace").strip()


class ForkServers:
    """The fork servers of a judge, by profile and role; with ``cold``, each worker gets a new one."""

    def __init__(self, cold: bool = False, sandbox: Sandbox | None = None) -> None:
        self.cold = cold
        self.sandbox = sandbox or Unprotected()
        self.lost: list[str] = []
        #: By name (:func:`key`).
        self.running: dict[str, ForkServer] = {}

    def attach(self, name: str, sock: socket.socket, pid: int) -> None:
        """Use a fork server that another process of ours started."""
        server = ForkServer(name.partition("/")[0], sock, pid, self.sandbox)
        server.imports_s = -1.0
        self.running[name] = server

    def adopt(self, name: str, server: ForkServer) -> None:
        """Use a fork server that somebody else of this process started, and will end."""
        self.running[name] = server

    def get(self, profile: str, role: str) -> ForkServer:
        """A fork server that has imported ``profile``."""
        self.start(profile, [role])
        return self.running[key(profile, role)].ready()

    def start(self, profile: str, roles: Iterable[str]) -> None:
        """Start several side by side, without waiting."""
        for role in roles:
            name = key(profile, role)
            if name not in self.running:
                self.running[name] = ForkServer.start(profile, self.sandbox)

    def drop(self, profile: str, role: str, *, lost: bool) -> None:
        """Forget a fork server that was lost, or that served its one cold worker."""
        name = key(profile, role)
        self.forget(name)
        if lost:
            self.lost.append(name)

    def forget(self, name: str) -> None:
        """End one, if it is there: the next who needs it gets a new one."""
        if server := self.running.pop(name, None):
            server.end()

    def close_own(self) -> None:
        """End those that were started here; attached ones live on, no longer in reach of this process."""
        for server in self.running.values():
            if server.process:
                server.end()
            else:
                server.sock.close()
        self.running.clear()

    def close(self) -> None:
        """End them all."""
        for server in self.running.values():
            server.end()
        self.running.clear()


def key(profile: str, role: str) -> str:
    """The name of the fork server that runs the programs of a profile in a role."""
    return f"{served_by(profile)}/{role}"
