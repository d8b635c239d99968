"""A Dask cluster of real processes on this machine, for tests and benchmarks."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

QUICK = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_LOGGING__DISTRIBUTED": "warning",
}


def wait_until(true: Callable[[], bool], seconds: float = 180.0) -> None:
    """Until something is so. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


class DaskCluster:
    """A scheduler and workers, each a process started by the ``dask`` command; ``log`` has all that they say."""

    def __init__(self, folder: Path, workers: int = 0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.log = folder / "log"
        self.port = 0
        self.workers: list[subprocess.Popen[bytes]] = []
        self.start_scheduler()
        for _ in range(workers):
            self.add()

    def start_scheduler(self) -> None:
        """Start the scheduler, at the same address if it was there before."""
        told = self.folder / "scheduler.json"
        told.unlink(missing_ok=True)
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", self.port, "--no-dashboard", "--scheduler-file", told)
        wait_until(lambda: told.is_file() and told.stat().st_size > 0)
        self.address = json.loads(told.read_text())["address"]
        self.port = int(self.address.rpartition(":")[2])

    def add(self, *options: object, **variables: str) -> subprocess.Popen[bytes]:
        """Start a worker with one thread, watched by a nanny unless the options say otherwise."""
        place = self.folder / f"worker{len(self.workers)}"
        self.workers.append(
            self._start("worker", self.address, "--nthreads", 1, "--no-dashboard", "--local-directory", place, *options, **variables)
        )
        return self.workers[-1]

    def _start(self, *arguments: object, **variables: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", "-m", "dask", *map(str, arguments)]
        with self.log.open("ab") as log:
            return subprocess.Popen(command, env=os.environ | QUICK | variables, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def judging(self) -> list[psutil.Process]:
        """The processes that judge: those that the nannies watch, or the workers themselves."""
        found = []
        for worker in self.workers:
            if worker.poll() is None:
                below = [child for child in psutil.Process(worker.pid).children() if "spawn_main" in " ".join(child.cmdline())]
                found += below or [psutil.Process(worker.pid)]
        return found

    def close(self) -> None:
        """End all of it."""
        below = [child for one in [self.scheduler, *self.workers] if one.poll() is None for child in psutil.Process(one.pid).children(True)]
        for process in [self.scheduler, *self.workers]:
            process.send_signal(signal.SIGKILL)
            process.wait()
        for child in below:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        psutil.wait_procs(below, timeout=10)
