"""Processes as the operating system sees them: their limits, and how they are stopped and ended."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import signal
import sys
import tempfile
import time

import psutil

from deepkata.wire.messages import WorkerLimits
from deepkata.worker import usage

_libc = ctypes.CDLL(None)
_MADV_DONTNEED = 4
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_CHILD_SUBREAPER = 36


def become_parent() -> None:
    """Adopt orphaned grandchildren, and let no other process read or write this one's memory (Linux only)."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    gc.collect()
    gc.freeze()


def release_file_pages() -> None:
    """Give back what was read of libraries and not changed (Linux only): with TensorFlow 490 of 730 MB.

    It comes back from the system's cache where it is used again, in the programs that are forked as in any process.
    """
    with contextlib.suppress(OSError), open("/proc/self/smaps", encoding="utf-8", errors="replace") as maps:
        addresses, access, path = "", "", ""
        for line in maps.read().splitlines():
            words = line.split(maxsplit=5)
            if not words[0].endswith(":"):
                addresses, access, path = words[0], words[1], words[5] if len(words) > 5 else ""
            elif words[:2] == ["Anonymous:", "0"] and path.startswith("/") and access in ("r-xp", "r--p"):
                start, end = (int(address, 16) for address in addresses.split("-"))
                _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_DONTNEED)


def become_user(number: int) -> None:
    """Give up root for good, for a user whom nothing belongs to; what is made from here on is closed to others."""
    os.setgroups([])
    os.setresgid(number, number, number)
    os.setresuid(number, number, number)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    os.umask(0o077)


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


def limit(limits: WorkerLimits) -> None:
    """What one process may take, whether or not anybody watches it: files, their size, and where it can be told memory.

    Libraries for deep learning reserve far more memory than they use, so with them only the watching fork server knows.
    """
    light = "keras" not in sys.modules
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
    files = 64 if light else 512
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    if light and sys.platform == "linux":
        memory = usage.private_memory() + limits.memory_bytes + 32 * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def lift_memory_limit() -> None:
    """The judge's processes have a limit of their own, which is not their fork servers'."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def settings() -> list[object]:
    """What a process hands on to its forks and a process of the same user can change from outside."""
    kinds = sorted(name for name in dir(resource) if name.startswith("RLIMIT_"))
    found: list[object] = [resource.getrlimit(getattr(resource, name)) for name in kinds]
    found.append(os.getpriority(os.PRIO_PROCESS, 0))
    if sys.platform == "linux":
        found += [os.sched_getscheduler(0), sorted(os.sched_getaffinity(0)), tuple(psutil.Process().ionice())]
    return found


def limit_processes(count: int) -> None:
    """No more processes and threads than this, where they are counted for this sandbox alone (not for root: watched)."""
    resource.setrlimit(resource.RLIMIT_NPROC, (count, count))


def enter(scratch: str) -> None:
    """Work in this folder, which is made if it is not there."""
    try:
        os.chdir(scratch)
    except FileNotFoundError:
        os.makedirs(scratch)
        os.chdir(scratch)
    os.environ.update(HOME=scratch, TMPDIR=scratch)
    tempfile.tempdir = None  # it remembers where it was


def kill_descendants(level: str, patience_s: float = 5.0) -> bool:
    """Kill every descendant, again and again until none is left; False if some outlived the patience."""
    end, pause = time.monotonic() + patience_s, 0.0001
    while True:
        if _alone(level):  # in one step, which not even a fork bomb can outrun
            _signal_all(signal.SIGKILL)
        reap()
        left = usage.descendants()
        if not left:
            return True
        if time.monotonic() > end:
            return False
        for how in (signal.SIGSTOP, signal.SIGKILL):  # stopped first, so that none forks while others are killed
            for process in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, how)
        time.sleep(pause)
        pause = min(2 * pause, 0.01)


def freeze(level: str) -> None:
    """Stop every descendant; none of them goes on, not even one that is forked meanwhile."""
    if _alone(level):
        _signal_all(signal.SIGSTOP)
        return
    stopped: set[int] = set()
    while left := [process for process in usage.descendants() if process not in stopped]:
        _signal_each(left, signal.SIGSTOP)
        stopped.update(left)


def thaw(level: str) -> None:
    """Let every descendant go on."""
    if _alone(level):
        _signal_all(signal.SIGCONT)
        return
    _signal_each(usage.descendants(), signal.SIGCONT)


def _signal_each(processes: list[int], number: int) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(process, number)


def _signal_all(number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(-1, number)


def _alone(level: str) -> bool:
    """Whether every process that this one may signal is its worker's; a mistake here would end the user's programs."""
    return (level == "full" and os.getpid() == 1) or (level == "uid" and os.getuid() != 0)


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
