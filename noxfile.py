"""The front door: every session is a thin wrapper on the ``deepkata`` command.

All sessions share one virtual environment, as the packages take 2.2 GB. nox uses uv where it is there.
"""

from __future__ import annotations

import ctypes
import hashlib
import sys
from pathlib import Path

import nox

ENVIRONMENT = "default"
ROOT = Path(__file__).parent
REQUIREMENTS = ROOT / "environments" / f"{ENVIRONMENT}.txt"
VENV = f".nox/{ENVIRONMENT}"
#: Without byte code importing TensorFlow takes three times as long, so nothing may switch it off.
VARIABLES = {"PYTHONDONTWRITEBYTECODE": None, "DEEPKATA_ENVIRONMENT": ENVIRONMENT}

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["grade"]


def session(function):
    """A session in the shared environment; its docstring is what ``nox --list`` shows."""
    return nox.session(venv_location=VENV)(function)


@session
def grade(session: nox.Session) -> None:
    """Grade exercises/, or the submissions given: reports/grade/report.json."""
    install(session)
    deepkata(session, "grade", *session.posargs)


@session
def verify(session: nox.Session) -> None:
    """What an exercise must prove: right programs pass, wrong ones fail."""
    install(session)
    deepkata(session, "verify", *session.posargs)


@session
def tests(session: nox.Session) -> None:
    """The kit's own tests with coverage, and verify: what CI runs."""
    install(session)
    deepkata(session, "verify")
    session.run("coverage", "erase", env=VARIABLES)
    session.run("coverage", "run", "-m", "pytest", "tests/kit", *session.posargs, env=VARIABLES)
    session.run("coverage", "combine", "--quiet", env=VARIABLES)
    session.run("coverage", "report", env=VARIABLES)


@session
def lint(session: nox.Session) -> None:
    """Ruff and mypy."""
    install(session)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", "deepkata", "noxfile.py", "tests/kit", "benchmarks")
    session.run("mypy")


@session
def overhead(session: nox.Session) -> None:
    """Measure what judging costs beside the calls of the suites."""
    install(session)
    session.run("python", "benchmarks/overhead.py", *session.posargs, env=VARIABLES)


def deepkata(session: nox.Session, *arguments: str) -> None:
    """Run the command; its exit codes become nox's failure."""
    session.run("python", "-m", "deepkata", *arguments, env=VARIABLES)


def install(session: nox.Session) -> None:
    """Install the pinned packages and deepkata itself, once for each state of the requirements."""
    text = REQUIREMENTS.read_text(encoding="utf-8")
    if not can_open_windows():
        session.log("libGL is not on this machine: taking OpenCV's headless wheel, which needs none.")
        text = text.replace("opencv-python==", "opencv-python-headless==")
    wanted = hashlib.sha256((text + (ROOT / "pyproject.toml").read_text(encoding="utf-8")).encode()).hexdigest()
    folder = Path(session.virtualenv.location)
    stamp = folder / "deepkata.installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    session.log("Installing the packages (2.2 GB once unpacked; half a minute to some minutes).")
    pinned = folder / "requirements.txt"
    pinned.write_text(text, encoding="utf-8")
    compiled = VARIABLES | {"UV_COMPILE_BYTECODE": "1"}
    session.install("-r", str(pinned), env=compiled)
    session.install("--no-deps", "-e", str(ROOT), env=compiled)
    stamp.write_text(wanted, encoding="utf-8")


def can_open_windows() -> bool:
    """Whether OpenCV's ordinary wheel can be imported: on Linux it loads libGL."""
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL("libGL.so.1")
    except OSError:
        return False
    return True
