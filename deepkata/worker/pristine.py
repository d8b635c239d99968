"""Whether a process is as it was before the program ran in it: only then may it serve another test.

A module that is loaded anew has lost what it kept in itself. What it may have changed elsewhere is looked at here: names
added to packages or replaced among the builtins, how NumPy and Python warn and round, threads, processes, the
environment. This is for speed, and need not see everything: a test that fails is run again in a process of its own.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from deepkata.worker import processes

WATCHED = ("numpy", "numpy.linalg", "numpy.random", "cv2", "cv2.dnn", "math", "random")
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGPROF, signal.SIGVTALRM)


class Memory:
    """How things were when a program had been loaded."""

    def __init__(self) -> None:
        self.state = list(_state())

    def holds(self) -> bool:
        """Whether everything is still as it was, and nothing else runs in this process or below it."""
        return list(_state()) == self.state and processes.own_threads() == 1 and threading.active_count() == 1 and not _has_children()


def _state() -> Iterator[Any]:
    # looking at an object writes to its page, which a fork then has to copy: so few are looked at
    yield tuple(map(id, builtins.__dict__.values()))
    for name in WATCHED:
        module = sys.modules.get(name)
        yield id(module), len(module.__dict__) if module else 0
    yield np.geterr(), np.get_printoptions(), list(map(id, warnings.filters))
    yield sys.getrecursionlimit(), sys.gettrace(), sys.getprofile(), id(sys.stdout), id(sys.stderr), gc.isenabled()
    yield [signal.getsignal(number) for number in _SIGNALS]
    yield [(name, value) for name, value in os.environ.items() if name not in ("HOME", "TMPDIR")]
    yield tuple(sys.path), _umask()
    cv2 = sys.modules.get("cv2")
    yield (cv2.getNumThreads(), cv2.useOptimized()) if cv2 else ()


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _has_children() -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
        return True
    return False
