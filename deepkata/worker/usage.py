"""What processes use: memory, threads, processor time; and which processes there are."""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import threading
import time

import psutil

#: Up to so many processes of a worker are counted one by one; of more, the pages that they share count once.
FEW = 3


def private_memory() -> int:
    """Bytes of writable memory that this process has reserved."""
    with open("/proc/self/statm", encoding="ascii") as sizes:
        return int(sizes.read().split()[5]) * resource.getpagesize()


def descendants() -> list[int]:
    """All processes below this one, orphans that it adopted included."""
    found: list[int] = []
    places = [os.getpid()]
    try:
        while places:
            below = _children(places.pop())
            found += below
            places += below
    except OSError:  # no such list here
        return [process.pid for process in psutil.Process().children(recursive=True)]
    return found


def _children(pid: int) -> list[int]:
    """The children of a process, none if it has ended; OSError where the system keeps no list of them."""
    if sys.platform != "linux":
        raise OSError
    children: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as listed:
                children += map(int, listed.read().split())
    except (FileNotFoundError, ProcessLookupError):
        if pid == os.getpid():
            raise
    return children


def memory_growth(processes: list[int], baseline: int) -> int:
    """Bytes of resident memory that processes have beyond what they share with this one, whose own is ``baseline``."""
    resident = []
    for pid in processes:
        with contextlib.suppress(psutil.Error):
            resident.append(psutil.Process(pid).memory_info().rss)
    if len(resident) <= FEW:
        return sum(max(0, size - baseline) for size in resident)
    proportional = [_proportional(pid) for pid in processes]
    return max(0, sum(proportional) - baseline) if all(proportional) else max(0, sum(resident) - FEW * baseline)


def _proportional(pid: int) -> int:
    """Bytes of a process in which shared pages count for their share; 0 where that is not told."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as sizes:
            return next((int(line.split()[1]) * 1024 for line in sizes if line.startswith("Pss:")), 0)
    except OSError:
        return 0


def count_threads(processes: list[int]) -> int:
    """The threads of some processes."""
    total = 0
    for pid in processes:
        with contextlib.suppress(OSError):
            total += len(os.listdir(f"/proc/{pid}/task"))
    return total


def own_threads() -> int:
    """The threads of this process, those that Python does not know included where the system tells."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return threading.active_count()


def shared_segments(level: str) -> int:
    """Bytes of memory, or pieces of anything else, that outlive the processes which made them; told for a sandbox of its own."""
    total = 0
    if level == "full":
        for kind, column in (("shm", 3), ("sem", 3), ("msg", 3)):
            with contextlib.suppress(OSError), open(f"/proc/sysvipc/{kind}", encoding="ascii") as listed:
                total += sum(max(1, int(line.split()[column])) for line in list(listed)[1:])
    return total


def resident() -> int:
    """Bytes of resident memory of this process."""
    return int(psutil.Process().memory_info().rss)


def cpu_seconds() -> float:
    """Processor seconds of all descendants, threads and children that have ended included."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime + sum(map(_cpu_seconds, descendants()))


def last_number(level: str) -> int:
    """The number of the process or thread that was started last, in a sandbox with numbers of its own; else 0."""
    if level == "full":
        with contextlib.suppress(OSError, ValueError), open("/proc/sys/kernel/ns_last_pid", encoding="ascii") as number:
            return int(number.read())
    return 0


def _cpu_seconds(pid: int) -> float:
    """Of one process: its own to the nanosecond where the system tells, and its children's as they were waited for."""
    with contextlib.suppress(psutil.Error, OSError):
        times = psutil.Process(pid).cpu_times()
        own = time.clock_gettime(_clock_of(pid)) if sys.platform == "linux" else times.user + times.system
        return float(own + times.children_user + times.children_system)
    return 0.0


def _clock_of(pid: int) -> int:
    """The number of a process's clock, as ``clock_getcpuclockid`` gives it on Linux."""
    return (~pid << 3) | 2
