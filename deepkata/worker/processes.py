"""Processes as the operating system sees them: limits, descendants, how they end and what they leave."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time

import psutil

from deepkata.wire.messages import WorkerLimits

_libc = ctypes.CDLL(None)
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_CHILD_SUBREAPER = 36
#: Up to so many processes of a worker are counted one by one; of more, the pages that they share count once.
FEW = 3

#: Where a worker can leave files, by the level of its sandbox; its scratch folder is one more.
WRITABLE = {"full": ("/tmp", "/dev/shm"), "uid": ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock"), "none": ()}  # noqa: S108


def become_parent() -> None:
    """Adopt orphaned grandchildren, and let no other process read or write this one's memory (Linux only)."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    gc.collect()
    gc.freeze()


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
        memory = _private_memory() + limits.memory_bytes + 32 * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _private_memory() -> int:
    """Bytes of writable memory that this process has reserved."""
    with open("/proc/self/statm", encoding="ascii") as sizes:
        return int(sizes.read().split()[5]) * resource.getpagesize()


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


def sweep(level: str, scratch: str, *, keep: bool) -> bool:
    """Leave no file of a worker, in its scratch folder or wherever else it can write; whether that was possible.

    With ``keep`` the scratch folder itself stays, empty, for the tests to come.
    """
    clean = empty(scratch)
    if not keep:
        with contextlib.suppress(OSError):
            os.rmdir(scratch)
    for folder in WRITABLE[level]:
        clean &= empty(folder, kept=scratch if keep else "")
    return clean


def empty(folder: str, kept: str = "") -> bool:
    """Remove what belongs to this user in a folder, except for what is kept or mounted; whether that was possible."""
    try:
        entries = [entry for entry in os.scandir(folder) if entry.path != kept and entry.stat(follow_symlinks=False).st_uid == os.getuid()]
        entries = [entry for entry in entries if not os.path.ismount(entry.path)]
    except FileNotFoundError:
        return True
    except OSError:
        return False
    left = [entry for entry in entries if not _remove(entry)]
    return not left


def _remove(entry: os.DirEntry[str]) -> bool:
    try:
        if entry.is_dir(follow_symlinks=False):
            with contextlib.suppress(OSError):
                os.rmdir(entry.path)  # most are empty
                return True
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)
    except FileNotFoundError:
        return True
    except (OSError, RecursionError):  # closed, or nested too deep: for somebody else to remove
        return False
    return True


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


def forget_keys(level: str) -> None:
    """Empty the kernel's key rings of this user."""
    number = {"x86_64": 250, "aarch64": 219}.get(os.uname().machine)
    if level != "none" and number:
        for ring in (-3, -4, -5):
            _libc.syscall(number, 7, ring)  # KEYCTL_CLEAR


def resident() -> int:
    """Bytes of resident memory of this process."""
    return int(psutil.Process().memory_info().rss)


def kill_descendants(level: str, patience_s: float = 5.0) -> bool:
    """Kill every descendant, again and again until none is left; False if some outlived the patience."""
    end, pause = time.monotonic() + patience_s, 0.0001
    while True:
        if _alone(level):  # in one step, which not even a fork bomb can outrun
            _signal_all(signal.SIGKILL)
        reap()
        left = descendants()
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
    while left := [process for process in descendants() if process not in stopped]:
        _signal_each(left, signal.SIGSTOP)
        stopped.update(left)


def thaw(level: str) -> None:
    """Let every descendant go on."""
    if _alone(level):
        _signal_all(signal.SIGCONT)
        return
    _signal_each(descendants(), signal.SIGCONT)


def _signal_each(processes: list[int], number: int) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(process, number)


def _signal_all(number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(-1, number)


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
