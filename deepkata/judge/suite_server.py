"""The suite server: a process that has imported what every judge imports, and forks a ready judge for each suite.

Started by :class:`SuiteServer`, its other side, as ``python -I -m deepkata.judge.suite_server DESCRIPTOR``. Importing takes three times as
long as collecting a suite does, and is paid once for all exercises.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from deepkata import isolated
from deepkata.judge.protocol import Begin, End, ToStarter
from deepkata.wire.channel import Channel, Closed

#: What suites import, and import late: paid once here.
PREPARED = ("deepkata.judge.ready", "deepkata.check", "cv2", "numpy.random", "numpy.linalg", "numpy.ma", "inspect", "difflib")
#: Seconds that a judge which is no longer needed may take to end.
PATIENCE_S = 2.0


class SuiteServer:
    """The suite server as the engine sees it. It is sent wishes, and never waited for."""

    def __init__(self) -> None:
        self.log: IO[bytes] = tempfile.TemporaryFile()
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            isolated.python("-m", "deepkata.judge.suite_server", str(theirs.fileno())),
            cwd=isolated.FOLDER,
            env=isolated.variables() | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self.channel = Channel(ours, ToStarter)
        self.numbers = itertools.count()

    def begin(self, suite: Path, connection: socket.socket, log: IO[bytes]) -> int:
        """Have a judge of a suite started; the number by which it can be ended. Raises Closed where the suite server is gone."""
        number = next(self.numbers)
        self.channel.send(Begin(number=number, suite=str(suite)), fds=(connection.fileno(), log.fileno()))
        return number

    def end(self, number: int, seconds: float = PATIENCE_S) -> None:
        """Let a judge end, or end it after some seconds."""
        with contextlib.suppress(Closed, OSError):
            self.channel.send(End(number=number, seconds=seconds))

    def close(self) -> None:
        """End the process, and whatever it still waits for."""
        self.channel.sock.close()
        self.process.wait()
        self.log.close()


class Forks:
    """In the suite server: the judges that it has forked."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.pids: dict[int, int] = {}

    def serve(self) -> None:
        """Until the engine goes away."""
        with contextlib.suppress(Closed):
            while True:
                message, _payload, fds = self.channel.receive()
                match message:
                    case Begin():
                        self.begin(message, *fds)
                    case End():
                        if pid := self.pids.pop(message.number, 0):  # else it was ended before
                            self.end(pid, message.seconds)
        for pid in self.pids.values():
            self.end(pid, PATIENCE_S)

    def begin(self, order: Begin, connection: int, log: int) -> None:
        pid = os.fork()
        if not pid:
            self.channel.sock.close()
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.close(log)
            _judge(order.suite, connection)
        self.pids[order.number] = pid
        os.close(connection)
        os.close(log)

    def end(self, pid: int, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not os.waitpid(pid, os.WNOHANG)[0]:
            if time.monotonic() > end:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.002)


def _judge(suite: str, connection: int) -> None:
    """In the fork: be a judge, and end."""
    with contextlib.suppress(OSError), open("/proc/self/comm", "w", encoding="utf-8") as name:
        name.write(Path(suite).parent.name)  # for those who look at a list of processes
    try:
        sys.modules["deepkata.judge.ready"].main(suite, connection)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(0)


def main(descriptor: int) -> None:
    """Import, then serve the engine on ``descriptor``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the engine's to handle
    os.set_inheritable(descriptor, False)
    for name in PREPARED:
        with contextlib.suppress(ImportError):  # whoever needs it says what is missing
            importlib.import_module(name)
    gc.collect()
    gc.freeze()
    Forks(Channel(socket.socket(fileno=descriptor), ToStarter)).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
