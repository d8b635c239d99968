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
from collections.abc import Sequence
from pathlib import Path

import nox

ROOT = Path(__file__).parent
ENVIRONMENTS = ROOT / "environments"
DEFAULT = "default"

nox.options.sessions = ["grade"]
nox.options.default_venv_backend = "none"


@nox.session
def learn(session: nox.Session) -> None:
    """The student's screen: judges at each save, with hints and lessons."""
    environment, arguments = prepare(session)
    environment.python("-m", "deepkata", "learn", *arguments)


@nox.session
def grade(session: nox.Session) -> None:
    """Grade exercises/, or the submissions given: reports/grade/report.json."""
    environment, arguments = prepare(session)
    environment.python("-m", "deepkata", "grade", *arguments)


@nox.session
def bench(session: nox.Session) -> None:
    """Speed beside the reference, the plain loop and the library: reports/bench."""
    environment, arguments = prepare(session)
    environment.python("-m", "deepkata", "bench", *arguments)


@nox.session
def verify(session: nox.Session) -> None:
    """What an exercise must prove: right programs pass, wrong ones fail."""
    environment, arguments = prepare(session)
    environment.python("-m", "deepkata", "verify", *arguments)


@nox.session
def tests(session: nox.Session) -> None:
    """The kit's own tests with coverage, and verify: what CI runs."""
    environment, arguments = prepare(session)
    environment.python("-m", "deepkata", "verify")
    environment.python("-m", "coverage", "erase")
    environment.python("-m", "coverage", "run", "-m", "pytest", "tests/kit", *arguments)
    # a worker that was killed leaves half a data file: no reason to fail
    environment.python("-W", "ignore", "-m", "coverage", "combine", "--quiet", success_codes=[0, 1])
    environment.python("-m", "coverage", "report")


@nox.session
def fixtures(session: nox.Session) -> None:
    """Make the data and the lessons' figures anew from their recipes."""
    environment, _ = prepare(session)
    for recipe in sorted((ROOT / "fixtures" / "recipes").glob("*.py")):
        environment.python(str(recipe))


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff and mypy."""
    environment, _ = prepare(session)
    environment.python("-m", "ruff", "check", ".")
    environment.python("-m", "ruff", "format", "--check", "deepkata", "noxfile.py", "tests/kit", "benchmarks")
    environment.python("-m", "mypy")


@nox.session
def overhead(session: nox.Session) -> None:
    """Measure what judging costs beside the calls of the suites."""
    environment, arguments = prepare(session)
    environment.python("benchmarks/overhead.py", *arguments)


@nox.session
def pins(session: nox.Session) -> None:
    """Pin the packages of every environment anew, from the .in files (needs uv)."""
    for path in sorted(ENVIRONMENTS.glob("*.in")):
        if path.stem == "base":
            continue
        pinned = path.with_suffix(".txt")
        options = ["--universal", "--python-version", "3.10", "--no-header", "--no-annotate", "--no-emit-index-url"]
        session.run("uv", "pip", "compile", "--quiet", "--upgrade", *options, str(path), "-o", str(pinned), external=True, silent=True)
        head = f"# Made from {path.name} by `nox -s pins`.\n"
        pinned.write_text(head + pinned.read_text(encoding="utf-8"), encoding="utf-8")


class Environment:
    """A named environment: pinned packages in a folder of its own."""

    def __init__(self, session: nox.Session, name: str) -> None:
        self.session = session
        self.name = name
        self.requirements = ENVIRONMENTS / f"{name}.txt"
        self.folder = ROOT / ".nox" / name
        self.interpreter = self.folder / ("Scripts" if os.name == "nt" else "bin") / "python"
        self.variables = {
            "PYTHONDONTWRITEBYTECODE": None,  # without byte code importing TensorFlow takes three times as long
            "UV_COMPILE_BYTECODE": "1",
            "DEEPKATA_ENVIRONMENT": name,
        }

    def python(self, *arguments: str, success_codes: Sequence[int] = (0,)) -> None:
        """Run its Python; a failure becomes nox's."""
        self.run(str(self.interpreter), *arguments, success_codes=success_codes)

    def run(self, *command: str, success_codes: Sequence[int] = (0,)) -> None:
        self.session.run(*command, env=self.variables, external=True, success_codes=success_codes)

    def install(self) -> None:
        """Install the pinned packages and deepkata itself, once for each state of the requirements."""
        text = self.requirements.read_text(encoding="utf-8")
        if not can_load_libgl():
            self.session.log("libGL is not on this machine: taking OpenCV's headless wheel, which needs none.")
            text = text.replace("opencv-python==", "opencv-python-headless==")
        state = "\n".join([text, (ROOT / "pyproject.toml").read_text(encoding="utf-8"), sys.version])
        wanted = hashlib.sha256(state.encode()).hexdigest()
        stamp = self.folder / "deepkata.installed"
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return
        self.session.log(f"Installing the packages into {self.folder} (2.3 GB; half a minute to some minutes).")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(exist_ok=True)
        uv = shutil.which("uv")
        make = [uv, "venv", "--quiet", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
        self.run(*make, str(self.folder))
        python = str(self.interpreter)
        install = [uv, "pip", "install", "--quiet", "--python", python] if uv else [python, "-m", "pip", "install", "--quiet"]
        pinned = self.folder / "requirements.txt"
        pinned.write_text(text, encoding="utf-8")
        self.run(*install, "-r", str(pinned))
        self.run(*install, "--no-deps", "-e", str(ROOT))
        stamp.write_text(wanted, encoding="utf-8")


def prepare(session: nox.Session) -> tuple[Environment, list[str]]:
    """The environment that ``--environment NAME`` names, installed, and the session's other arguments."""
    arguments = list(session.posargs)
    name = DEFAULT
    if "--environment" in arguments:
        place = arguments.index("--environment")
        name = arguments[place + 1] if place + 1 < len(arguments) else ""
        del arguments[place : place + 2]
    known = sorted(path.stem for path in ENVIRONMENTS.glob("*.txt"))
    if name not in known:
        session.error(f"There is no environment {name!r}: --environment takes one of {', '.join(known)}")
    environment = Environment(session, name)
    environment.install()
    return environment, arguments


def can_load_libgl() -> bool:
    """Whether OpenCV's ordinary wheel can be imported: on Linux it loads libGL."""
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL("libGL.so.1")
    except OSError:
        return False
    return True
