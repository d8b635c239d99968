"""How every Python process of ours is started: so that no file or variable of a student's is obeyed.

Python looks for modules in the current folder first, and so a ``random.py`` there would run inside the judge. pytest,
Matplotlib and Keras read configuration files and variables besides. Hence ``-I`` (no current folder, no PYTHON*
variables, no user's packages), a working folder that nobody writes to, and an environment of the few variables below.
"""

from __future__ import annotations

import os
import sys

#: The working folder of our processes: what is found here belongs to the system.
FOLDER = os.path.abspath(os.sep)
#: Where programs, temporary files and fetched data are found, which environment this is, and what coverage measures.
KEPT = ("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "KERAS_BACKEND", "SYSTEMROOT", "DEEPKATA_ENVIRONMENT")
MEASURING = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
#: The same everywhere: words, time zone, and one thread for each library that computes.
SAME = {
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
}


def python(*arguments: str) -> list[str]:
    """The command that runs this interpreter isolated."""
    return [sys.executable, "-I", *arguments]


def variables(kept: tuple[str, ...] = KEPT) -> dict[str, str]:
    """The environment of a process of ours: of the user's variables only those that are ``kept``."""
    return {name: os.environ[name] for name in (*kept, *MEASURING) if name in os.environ} | SAME


def restart() -> None:
    """Replace this process by the same command, isolated, unless it is. Nothing but ``os`` and ``sys`` may be imported before."""
    if not sys.flags.isolated:
        os.execv(sys.executable, python("-m", "deepkata", *sys.argv[1:]))  # noqa: S606
