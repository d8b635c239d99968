"""Processes as the operating system sees them: limits, descendants, how they end."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import shutil
import signal
import sys
import time

import psutil

_libc = ctypes.CDLL(None)
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36


def become_parent() -> None:
    """Adopt orphaned grandchildren, and let no other process read or write this one's memory (Linux only)."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    gc.collect()
    gc.freeze()


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        _libc.prctl(option, value, 0, 0, 0)


def settle(output: int) -> None:
    """Make a forked process a worker: nothing to read, its output goes to ``output``."""
    _prctl(_PR_SET_DUMPABLE, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)


def limit(file_bytes: int) -> None:
    """No core files, and no file larger than this."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))


def enter(scratch: str) -> None:
    """Work in this folder, which is made if it is not there."""
    os.makedirs(scratch, exist_ok=True)
    os.chdir(scratch)
    os.environ.update(HOME=scratch, TMPDIR=scratch)


def sweep(scratch: str) -> None:
    """Leave no file of a worker: empty its scratch folder, and in a sandbox whatever else can be written to."""
    for folder in (scratch, os.environ.get("DEEPKATA_SWEEP", "")):
        with contextlib.suppress(OSError):
            for entry in list(os.scandir(folder or scratch)):
                if not scratch.startswith(entry.path):
                    _remove(entry)


def _remove(entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            os.unlink(entry.path)


def descendants() -> list[psutil.Process]:
    """All processes below this one, orphans that it adopted included."""
    found: list[psutil.Process] = psutil.Process().children(recursive=True)
    return found


def memory_growth(baseline: int) -> int:
    """Bytes of resident memory that the descendants have beyond ``baseline`` each, added up."""
    total = 0
    for process in descendants():
        with contextlib.suppress(psutil.Error):
            total += max(0, process.memory_info().rss - baseline)
    return total


def resident() -> int:
    """Bytes of resident memory of this process."""
    return int(psutil.Process().memory_info().rss)


def kill_descendants(patience_s: float = 5.0) -> bool:
    """Kill every descendant, again and again until none is left; False if some outlived the patience."""
    end = time.monotonic() + patience_s
    while True:
        reap()
        left = descendants()
        if not left:
            return True
        if time.monotonic() > end:
            return False
        for how in (signal.SIGSTOP, signal.SIGKILL):  # stopped first, so that none forks while others are killed
            for process in left:
                with contextlib.suppress(psutil.Error, ProcessLookupError):
                    os.kill(process.pid, how)
        time.sleep(0.001)


def reap() -> dict[int, int]:
    """Wait statuses, by process id, of all children that have ended."""
    ended = {}
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            ended[pid] = status
    return ended
