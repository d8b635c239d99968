"""The front door: every session is a thin wrapper on the ``deepkata`` command.

All sessions of an environment share one virtual environment, as the packages take 2.2 GB. nox knows only one for each
session, so the sessions have none of nox's own, and ``prepare`` makes the shared one: with uv where it is there, else
with pip.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import sys
from pathlib import Path

import nox

ENVIRONMENT = "default"
ROOT = Path(__file__).parent
REQUIREMENTS = ROOT / "environments" / f"{ENVIRONMENT}.txt"
VENV = ROOT / ".nox" / ENVIRONMENT
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
VARIABLES = {
    "PYTHONDONTWRITEBYTECODE": None,  # without byte code importing TensorFlow takes three times as long
    "UV_COMPILE_BYTECODE": "1",
    "DEEPKATA_ENVIRONMENT": ENVIRONMENT,
}

nox.options.sessions = ["grade"]
nox.options.default_venv_backend = "none"


@nox.session
def grade(session: nox.Session) -> None:
    """Grade exercises/, or the submissions given: reports/grade/report.json."""
    prepare(session)
    python(session, "-m", "deepkata", "grade", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Speed beside the reference, the plain loop and the library: reports/bench."""
    prepare(session)
    python(session, "-m", "deepkata", "bench", *session.posargs)


@nox.session
def verify(session: nox.Session) -> None:
    """What an exercise must prove: right programs pass, wrong ones fail."""
    prepare(session)
    python(session, "-m", "deepkata", "verify", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """The kit's own tests with coverage, and verify: what CI runs."""
    prepare(session)
    python(session, "-m", "deepkata", "verify")
    python(session, "-m", "coverage", "erase")
    python(session, "-m", "coverage", "run", "-m", "pytest", "tests/kit", *session.posargs)
    # a worker that was killed leaves half a data file: no reason to fail
    session.run(str(PYTHON), "-W", "ignore", "-m", "coverage", "combine", "--quiet", env=VARIABLES, external=True, success_codes=[0, 1])
    python(session, "-m", "coverage", "report")


@nox.session
def fixtures(session: nox.Session) -> None:
    """Make the data and the lessons' figures anew from their recipes."""
    prepare(session)
    for recipe in sorted((ROOT / "fixtures" / "recipes").glob("*.py")):
        python(session, str(recipe))


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff and mypy."""
    prepare(session)
    python(session, "-m", "ruff", "check", ".")
    python(session, "-m", "ruff", "format", "--check", "deepkata", "noxfile.py", "tests/kit", "benchmarks")
    python(session, "-m", "mypy")


@nox.session
def overhead(session: nox.Session) -> None:
    """Measure what judging costs beside the calls of the suites."""
    prepare(session)
    python(session, "benchmarks/overhead.py", *session.posargs)


def python(session: nox.Session, *arguments: str) -> None:
    """Run the shared environment's Python; a failure becomes nox's."""
    session.run(str(PYTHON), *arguments, env=VARIABLES, external=True)


def prepare(session: nox.Session) -> None:
    """Install the pinned packages and deepkata itself, once for each state of the requirements."""
    text = REQUIREMENTS.read_text(encoding="utf-8")
    if not can_load_libgl():
        session.log("libGL is not on this machine: taking OpenCV's headless wheel, which needs none.")
        text = text.replace("opencv-python==", "opencv-python-headless==")
    state = "\n".join([text, (ROOT / "pyproject.toml").read_text(encoding="utf-8"), sys.version])
    wanted = hashlib.sha256(state.encode()).hexdigest()
    stamp = VENV / "deepkata.installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    session.log(f"Installing the packages into {VENV} (2.2 GB; half a minute to some minutes).")
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.parent.mkdir(exist_ok=True)
    uv = shutil.which("uv")
    make = [uv, "venv", "--quiet", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    session.run(*make, str(VENV), env=VARIABLES, external=True)
    install = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)] if uv else [str(PYTHON), "-m", "pip", "install", "--quiet"]
    pinned = VENV / "requirements.txt"
    pinned.write_text(text, encoding="utf-8")
    session.run(*install, "-r", str(pinned), env=VARIABLES, external=True)
    session.run(*install, "--no-deps", "-e", str(ROOT), env=VARIABLES, external=True)
    stamp.write_text(wanted, encoding="utf-8")


def can_load_libgl() -> bool:
    """Whether OpenCV's ordinary wheel can be imported: on Linux it loads libGL."""
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL("libGL.so.1")
    except OSError:
        return False
    return True
