"""A Dask scheduler: one that is running, or one that is started here with its workers."""

from __future__ import annotations

import contextlib
import logging
import signal
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from distributed import Client, LocalCluster

from deepkata.errors import NoScheduler
from deepkata.report.model import Machine
from deepkata.sandbox import Want

#: ``--dask local:4`` starts a cluster of four workers on this machine.
LOCAL = "local:"
#: Seconds in which a scheduler answers, or comes back.
CONNECT_S = 30


class Cluster:
    """A connection to a scheduler, and what its machines did for this grader."""

    def __init__(self, client: Client, want: Want, say: Callable[[str], None]) -> None:
        self.client = client
        self.want = want
        self.say = say
        self._workers: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._files: Counter[tuple[str, str]] = Counter()

    def count(self, machine: str, level: str, worker: str, files: int) -> None:
        """A worker of a machine has judged so many files at a level of the sandbox."""
        self._workers[machine, level].add(worker)
        self._files[machine, level] += files

    def machines(self) -> tuple[Machine, ...]:
        """Who judged how much, at which level of the sandbox."""
        return tuple(
            Machine(name=name, sandbox=level, workers=len(self._workers[name, level]), files=files)
            for (name, level), files in sorted(self._files.items())
        )


@contextlib.contextmanager
def connect(address: str) -> Iterator[Client]:
    """A client of the scheduler at an address, or of a new cluster for ``local:N``. Raises NoScheduler."""
    _be_silent()
    with contextlib.ExitStack() as stack:
        try:
            place: Any = address
            if address.startswith(LOCAL):
                place = stack.enter_context(_local(_count(address.removeprefix(LOCAL))))
            client = stack.enter_context(Client(place, timeout=CONNECT_S))
        except (OSError, ValueError, TypeError) as error:  # TypeError: a tls address without certificates
            raise NoScheduler(address, error) from None
        yield client


def _local(workers: int) -> LocalCluster:
    """A cluster of this machine's own, whose workers leave Ctrl-C to the grader: from their start, and when they are started again."""
    deaf = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL, preload=[deaf])
    finally:
        signal.signal(signal.SIGINT, before)


def _count(text: str) -> int:
    """How many workers ``local:N`` asks for. Raises ValueError."""
    if not text.isdecimal() or not int(text):
        raise ValueError(f"{text!r} is no number of workers")
    return int(text)


def _be_silent() -> None:
    """What happens to workers and connections is told by us."""
    for name in [*logging.root.manager.loggerDict, "distributed"]:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)
