"""``deepkata doctor``: what is installed, what is missing, and how to get it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
from rich.text import Text

import deepkata
from deepkata import fixtures, isolated
from deepkata.commands.common import spinner
from deepkata.course import Course
from deepkata.environment import installed_version, keras_backend
from deepkata.errors import DeepkataError
from deepkata.report import terminal
from deepkata.sandbox import Want, choose


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at; ``advice`` says what to do, where something is to be done."""

    what: str
    found: str
    advice: str = ""
    needed: bool = True


@click.command()
@click.pass_obj
def doctor(folder: Path | None) -> int:
    """Show which things that deepkata needs this machine has, and how to get the rest."""
    console = terminal.console()
    with spinner("looking"):
        findings = list(examine(folder))
    for finding in findings:
        sign, style = ("✓", "green") if not finding.advice else ("✗", "red") if finding.needed else ("!", "yellow")
        console.print(Text.assemble((sign, style), f" {finding.what:<12} ", (finding.found, "" if finding.advice else "dim")))
        if finding.advice:
            console.print(Text(f"  {finding.advice}"))
    missing = [finding for finding in findings if finding.advice and finding.needed]
    console.print("\nSomething is missing." if missing else "\nReady.")
    return 1 if missing else 0


def examine(folder: Path | None) -> Iterator[Finding]:
    """Look at everything in turn."""
    version = ".".join(map(str, sys.version_info[:3]))
    good = (3, 10) <= sys.version_info[:2] <= (3, 13)
    yield Finding("Python", version, "" if good else "Python 3.10 to 3.13 is needed.")
    for package in ("numpy", "opencv", keras_backend() or "tensorflow", "keras", "pytest"):
        yield _package(package)
    yield _byte_code()
    yield _warm()
    yield _sandbox(folder)
    yield _course(folder)
    yield from _moved(folder)
    yield _fetched(folder)
    free = shutil.disk_usage(Path(sys.prefix)).free / 2**30
    yield Finding("disk", f"{free:.0f} GB free", "" if free > 1 else "Less than 1 GB is free.", needed=False)


def _package(name: str) -> Finding:
    version = installed_version(name)
    if not version:
        return Finding(name, "not installed", f"python -m pip install {'opencv-python' if name == 'opencv' else name}")
    if name == "opencv":
        tried = subprocess.run(isolated.python("-c", "import cv2"), capture_output=True, text=True, check=False)
        if tried.returncode:
            last = (tried.stderr.strip().splitlines() or ["import cv2 failed"])[-1]
            return Finding(
                name,
                f"{version}, but {last}",
                "Take the wheel without windows:\n    python -m pip uninstall -y opencv-python\n    python -m pip install opencv-python-headless",
            )
    return Finding(name, version)


def _byte_code() -> Finding:
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        advice = "Unset it: without byte code TensorFlow takes three times as long to import."
        return Finding("byte code", "PYTHONDONTWRITEBYTECODE is set", advice, needed=False)
    return Finding("byte code", "is kept")


def _warm() -> Finding:
    if sys.platform == "linux":
        return Finding("warm start", "forks of a warm fork server")
    return Finding("warm start", f"not on {sys.platform}", "Use --cold, or Linux (on Windows: WSL).", needed=sys.platform == "win32")


def _sandbox(folder: Path | None) -> Finding:
    """The level that grading reaches here, and how to reach a better one."""
    try:
        root = Course.find(folder).root
        hidden = [root / name for name in ("solutions", "tests")]
    except DeepkataError:
        hidden = []
    sandbox, reasons = choose(Want.AUTO, hidden)
    words = {"full": "full (bubblewrap)", "uid": "uid (another user)", "none": "none: grading is unprotected"}[sandbox.level]
    advice = "\n  ".join(["For a better one:", *reasons]) if reasons else ""
    return Finding("sandbox", words, advice, needed=False)


def _course(folder: Path | None) -> Finding:
    try:
        course = Course.find(folder)
    except DeepkataError as error:
        return Finding("course", "not found", str(error))
    return Finding("course", f"{course.title}: {len(course.exercises)} exercises in {course.root}")


def _moved(folder: Path | None) -> Iterator[Finding]:
    """An environment that came along with a copy of the course leads to the engine of the old folder."""
    try:
        root = Course.find(folder).root
    except DeepkataError:
        return
    engine = Path(deepkata.__file__).resolve().parents[1]
    if engine != root and (root / "deepkata" / "__init__.py").is_file():
        repair = f"This course has an engine of its own. `python -m nox -s doctor` in {root} repairs its environment."
        yield Finding("engine", f"runs from {engine}", repair)


def _fetched(folder: Path | None) -> Finding:
    """What is too large for the repository, and where it is kept."""
    try:
        course = Course.find(folder)
        wanted = tuple(dict.fromkeys(name for exercise in course for name in exercise.data))
        absent = fixtures.missing(course.root, wanted)
    except DeepkataError as error:
        return Finding("data", "unknown", str(error))
    found = f"{len(wanted) - len(absent)} of {len(wanted)} fetched files are in {fixtures.cache()}"
    size = sum(entry.bytes for entry in absent) / 1e6
    return Finding("data", found, f"`deepkata fetch` brings the others ({size:.0f} MB)." if absent else "", needed=False)
