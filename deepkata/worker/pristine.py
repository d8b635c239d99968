"""Whether a process is as it was before the program ran in it: only then may it serve another test.

A module that is loaded anew has lost what it kept in itself. What it may have changed elsewhere is looked at here: the
namespaces of the packages that programs use, how NumPy and Python warn and round, threads, processes, the environment.
A program that hides its traces deceives nobody but itself.
"""

from __future__ import annotations

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

WATCHED = ("numpy.linalg", "numpy.random")
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGPROF, signal.SIGVTALRM)


class Memory:
    """How things were when a program had been loaded."""

    def __init__(self, own: tuple[str, ...]) -> None:
        """``own`` names the modules that are loaded anew."""
        self.modules = {name: module for name, module in sys.modules.items() if name not in own}
        self.state = list(self._state())

    def holds(self) -> bool:
        """Whether everything is still as it was, and nothing else runs in this process or below it."""
        return list(self._state()) == self.state and _threads() == 1 and threading.active_count() == 1 and not _has_children()

    def _state(self) -> Iterator[Any]:
        for name in ("builtins", "math", "random", "numpy", *WATCHED):
            if name in self.modules:
                yield tuple(map(id, self.modules[name].__dict__.values()))
        yield [name for name, module in self.modules.items() if sys.modules.get(name) is not module]
        yield np.geterr(), np.get_printoptions(), list(map(id, warnings.filters))
        yield sys.getrecursionlimit(), sys.gettrace(), sys.getprofile(), id(sys.stdout), id(sys.stderr), gc.isenabled()
        yield [signal.getsignal(number) for number in _SIGNALS]
        yield [(name, value) for name, value in os.environ.items() if name not in ("HOME", "TMPDIR")]
        yield tuple(sys.path), _umask()
        cv2 = self.modules.get("cv2")
        yield (cv2.getNumThreads(), cv2.useOptimized()) if cv2 else ()


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _threads() -> int:
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


def _has_children() -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
        return True
    return False
