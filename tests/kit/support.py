"""Programs and commands for the engine's own tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

#: A program that does everything right; tests replace one function by something that misbehaves.
GOOD = {
    "add": "def add(a, b):\n    return a + b\n",
    "mean": "def mean(a):\n    return float(a.sum() / a.size)\n",
    "save": "def save(path, text):\n    open(path, 'w').write(text)\n",
}


def program(head: str = "", **functions: str) -> str:
    """A right program with some functions replaced by the bodies given."""
    parts = GOOD | {name: f"{GOOD[name].splitlines()[0]}\n    {body}\n" for name, body in functions.items()}
    return "\n".join([head, *parts.values()])


def deepkata(*arguments: object, cwd: Path, code: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would."""
    command = [sys.executable, "-m", "deepkata", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    assert code is None or done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return done
