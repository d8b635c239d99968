"""The front door: every session is a thin wrapper on the ``deepkata`` command.

All sessions of an environment share one virtual environment, as the packages take 3 GB. nox knows only one for each
session, so the sessions have none of nox's own, and ``prepare`` makes the shared one: with uv where it is there, else
with pip.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nox

ROOT = Path(__file__).parent
ENVIRONMENTS = ROOT / "environments"
DEFAULT = "default"
#: A requirement file says so if its environment is for one Python only; the others are for this one and all later ones.
PYTHON = re.compile(r"^# python: (\S+)$", re.M)
OLDEST_PYTHON = "3.10"
#: Topics in which OpenCV runs networks, differently in version 5.
WITH_OPENCV = ("2_opencv_dnn", "5_capstones")
#: Seeds for which `tests` verifies; `nox -s verify` takes those of course.toml, up to ten.
SEEDS = "1"
#: What an installed environment takes on the disk, the small ones apart.
SIZE_GB = 3.0
SMALL_GB = {"light": 0.6, "docs": 0.1}
#: Not visited by `matrix` unless named: it has nothing to add to `default`.
LIGHT = "light"
#: Builds the site and judges nothing.
DOCS = "docs"

nox.options.sessions = ["grade"]
nox.options.default_venv_backend = "none"


@nox.session
def learn(session: nox.Session) -> None:
    """The student's screen: judges at each save, with hints and lessons."""
    environment, arguments = prepare(session)
    environment.python("-I", "-m", "deepkata", "learn", *arguments)


@nox.session
def notebook(session: nox.Session) -> None:
    """The course in JupyterLab: lessons, and cells that are judged when they are run: notebooks/."""
    environment, arguments = prepare(session)
    environment.python("-I", "-m", "deepkata", "notebook")
    environment.python("-m", "jupyter", "lab", "notebooks", *arguments)


@nox.session
def grade(session: nox.Session) -> None:
    """Grade exercises/, or the submissions given: reports/grade/report.json. Fails over marks only with ``--strict``."""
    environment, arguments = prepare(session)
    environment.python("-I", "-m", "deepkata", "grade", "--no-strict", *arguments)


@nox.session
def doctor(session: nox.Session) -> None:
    """What this machine lacks, and how to get it; repairs an environment whose folder was moved."""
    environment, arguments = prepare(session)
    environment.python("-I", "-m", "deepkata", "doctor", *arguments)


@nox.session
def bench(session: nox.Session) -> None:
    """Speed beside the reference, the plain loop and the library: reports/bench."""
    environment, arguments = prepare(session)
    environment.python("-I", "-m", "deepkata", "bench", *arguments)


@nox.session
def verify(session: nox.Session) -> None:
    """What an exercise must prove: right programs pass, wrong ones fail. ``--deep``: all of it, and docs/verified.md."""
    environment, arguments = prepare(session)
    if "--deep" not in arguments or environment.environment.name != DEFAULT:
        environment.python("-I", "-m", "deepkata", "verify", *arguments)
        return
    arguments.remove("--deep")
    if "--mutants" in arguments:
        environment.python("benchmarks/deep.py", *arguments)
        return
    second = Environment("opencv5")
    install(session, [second])
    places = [f"{DEFAULT}={environment.environment.interpreter}", f"{second.name}={second.interpreter}:{','.join(WITH_OPENCV)}"]
    environment.python("benchmarks/deep.py", *(word for place in places for word in ("--environment", place)), *arguments)


@nox.session
def tests(session: nox.Session) -> None:
    """Verify, and the kit's own tests: what CI runs. `nox -s verify -- --deep` proves more, and takes hours."""
    environment, arguments = prepare(session)
    environment.python("-I", "-m", "deepkata", "verify", "--seeds", SEEDS)
    workers = str((os.cpu_count() or 1) + 1)  # they wait for other processes half of the time
    environment.python("-m", "pytest", "tests/kit", "--numprocesses", workers, "--dist", "loadfile", "--no-loadscope-reorder", *arguments)


@nox.session
def matrix(session: nox.Session) -> None:
    """Grade and time the references (or a submission) in several environments: reports/matrix."""
    arguments = [argument for argument in session.posargs if argument not in (*known(), "--available")]
    chosen = [Environment(name) for name in known() if name in session.posargs] or [Environment(name) for name in known() if name != LIGHT]
    absent = {
        one.name: f"it needs Python {one.version}, which is not on this machine"
        for one in chosen
        if not one.installed and one.base() is None
    }
    if absent and "--available" not in session.posargs:
        reasons = "\n".join(f"  {name}: {reason}" for name, reason in absent.items())
        session.error(
            f"These environments cannot be had here:\n{reasons}\nInstall that Python, or go without them: nox -s matrix -- --available"
        )
    present = [environment for environment in chosen if environment.name not in absent]
    if not present:
        session.error("None of these environments can be had here.")
    install(session, present)
    places = [word for one in present for word in ("--environment", f"{one.name}={one.interpreter}")]
    left_out = [word for name, reason in absent.items() for word in ("--absent", f"{name}={reason}")]
    Runner(session, present[0]).python("-I", "-m", "deepkata", "matrix", *places, *left_out, *arguments)


@nox.session
def fixtures(session: nox.Session) -> None:
    """Make the data and the lessons' figures anew from their recipes."""
    environment, _ = prepare(session)
    for recipe in sorted((ROOT / "fixtures" / "recipes").glob("*.py")):
        environment.python(str(recipe))


@nox.session
def docs(session: nox.Session) -> None:
    """The site with lessons, hints and documents, in build/site: open index.html. Fails on a broken link."""
    environment = Environment(DOCS)
    install(session, [environment])
    runner = Runner(session, environment)
    runner.python("-I", "-m", "deepkata.site")
    runner.python("-I", "-m", "zensical", "build", "--clean", "--strict", "--config-file", "build/mkdocs.yml")
    session.log(f"The site is there: {(ROOT / 'build' / 'site' / 'index.html').as_uri()}")


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff, mypy and import-linter."""
    environment, _ = prepare(session)
    environment.python("-m", "ruff", "check", ".")
    environment.python("-m", "ruff", "format", "--check", "deepkata", "noxfile.py", "tests/kit", "benchmarks")
    environment.python("-m", "mypy")
    environment.python("-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache")


@nox.session
def overhead(session: nox.Session) -> None:
    """Measure what judging costs beside the calls of the suites."""
    environment, arguments = prepare(session)
    environment.python("benchmarks/overhead.py", *arguments)


@nox.session
def figures(session: nox.Session) -> None:
    """Measure everything in docs/performance.md anew and write it there: a quarter of an hour on a machine with nothing else to do."""
    environment, arguments = prepare(session)
    environment.python("benchmarks/figures.py", *arguments)


@nox.session
def pins(session: nox.Session) -> None:
    """Pin the packages of every environment anew, from the .in files (needs uv)."""
    for path in sorted(ENVIRONMENTS.glob("*.in")):
        if path.stem in ("kit", "base", "dask"):  # parts of the others
            continue
        pinned = path.with_suffix(".txt")
        asked = PYTHON.search(path.read_text(encoding="utf-8"))
        version = asked[1] if asked else OLDEST_PYTHON
        options = ["--universal", "--python-version", version, "--no-header", "--no-annotate", "--no-emit-index-url"]
        session.run("uv", "pip", "compile", "--quiet", "--upgrade", *options, str(path), "-o", str(pinned), external=True, silent=True)
        head = f"# Made from {path.name} by `nox -s pins`.\n" + (f"# python: {version}\n" if asked else "")
        pinned.write_text(head + pinned.read_text(encoding="utf-8"), encoding="utf-8")


class Environment:
    """A named environment: pinned packages in a folder of its own, and the Python that the first lines of its file ask for."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.requirements = ENVIRONMENTS / f"{name}.txt"
        self.folder = (ROOT / ".nox").resolve() / name  # scripts name the folder, and a link to it may go
        self.interpreter = self.folder / ("Scripts" if os.name == "nt" else "bin") / "python"
        #: The course's folder that it was made for: another one if `.nox` is a link.
        self.home = str(self.folder.parents[1])
        asked = PYTHON.search(self.requirements.read_text(encoding="utf-8"))
        self.version = asked[1] if asked else ""

    def variables(self) -> dict[str, str]:
        """The variables of everything that runs in it."""
        hidden = {"PYTHONDONTWRITEBYTECODE"}  # without byte code importing TensorFlow takes three times as long
        kept = {name: value for name, value in os.environ.items() if name not in hidden}
        compiled = "0" if self.name in SMALL_GB else "1"  # of a small one, compiling what is never imported takes longest
        return kept | {"UV_COMPILE_BYTECODE": compiled, "DEEPKATA_ENVIRONMENT": self.name}

    def base(self) -> str | None:
        """The Python to make it with; None if this machine has none of that version."""
        if self.version in ("", f"{sys.version_info.major}.{sys.version_info.minor}"):
            return sys.executable
        pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
        places = [shutil.which(f"python{self.version}"), *map(str, sorted(pyenv.glob(f"{self.version}.*/bin/python")))]
        return next(filter(None, map(self._is_it, places)), None)

    def _is_it(self, python: str | None) -> str | None:
        """The interpreter's own path, if it can be run and is of the version that is asked for: a shim of pyenv's may be neither."""
        if python is None:
            return None
        told = "import sys; print(sys.executable, '%d.%d' % sys.version_info[:2], sep='\\n')"
        done = subprocess.run([python, "-c", told], capture_output=True, text=True, check=False)
        path, _, version = done.stdout.strip().partition("\n")
        return path if done.returncode == 0 and version == self.version else None

    def wanted(self) -> tuple[str, str]:
        """The text of the requirements for this machine, and a hash of all that decides what is installed."""
        text = self.requirements.read_text(encoding="utf-8")
        if not can_load_libgl():
            text = text.replace("opencv-python==", "opencv-python-headless==")
        state = "\n".join([text, (ROOT / "pyproject.toml").read_text(encoding="utf-8"), self.version or sys.version])
        return text, hashlib.sha256(state.encode()).hexdigest()

    @property
    def stamp(self) -> Path:
        return self.folder / "deepkata.installed"

    @property
    def installed(self) -> bool:
        """Whether it is there, made in this folder, and what is wanted."""
        return self._noted() == [self.wanted()[1], self.home] and self.interpreter.exists()

    def _noted(self) -> list[str]:
        """What the installation noted: the hash of what was wanted, and the course's folder."""
        return self.stamp.read_text(encoding="utf-8").splitlines() if self.stamp.is_file() else []

    def repair(self) -> str:
        """Mend what a move or a copy of the course's folder broke, without installing; the old folder, or nothing if it had not moved.

        Scripts, and what leads Python to deepkata, name the folder in which they were made.
        """
        state, _, old = self.stamp.read_text(encoding="utf-8").partition("\n") if self.stamp.is_file() else ("", "", "")
        if old in ("", self.home) or state != self.wanted()[1] or not self.interpreter.exists():
            return ""
        packages = next(self.folder.glob("[Ll]ib/**/site-packages"))
        places = [*self.interpreter.parent.iterdir(), *packages.glob("__editable__*"), *packages.glob("deepkata-*.dist-info/*")]
        for path in (place for place in places if place.is_file() and not place.is_symlink()):
            content = path.read_bytes()
            if old.encode() in content and b"\0" not in content:
                path.write_bytes(content.replace(old.encode(), self.home.encode()))
        self.stamp.write_text(f"{state}\n{self.home}", encoding="utf-8")
        return old

    def install(self) -> None:
        """Install the pinned packages and deepkata itself. Raises CalledProcessError, with what was printed."""
        text, state = self.wanted()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(exist_ok=True)
        uv, python, base = shutil.which("uv"), str(self.interpreter), self.base() or sys.executable
        self._run([uv, "venv", "--quiet", "--python", base, self.folder] if uv else [base, "-m", "venv", self.folder])
        install = [uv, "pip", "install", "--quiet", "--python", python] if uv else [python, "-m", "pip", "install", "--quiet"]
        pinned = self.folder / "requirements.txt"
        pinned.write_text(text, encoding="utf-8")
        self._run([*install, "-r", pinned])
        self._run([*install, "--no-deps", "-e", ROOT])
        self.stamp.write_text(f"{state}\n{self.home}", encoding="utf-8")

    def _run(self, command: list[str | Path]) -> None:
        """Run a step of the installation."""
        subprocess.run(command, env=self.variables(), check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


class Runner:
    """Runs an environment's Python for a session; a failure becomes nox's."""

    def __init__(self, session: nox.Session, environment: Environment) -> None:
        self.session = session
        self.environment = environment

    def python(self, *arguments: str) -> None:
        variables = {**dict.fromkeys(os.environ), **self.environment.variables()}
        self.session.run(str(self.environment.interpreter), *arguments, env=variables, external=True)


def prepare(session: nox.Session) -> tuple[Runner, list[str]]:
    """The environment that ``--environment NAME`` names, installed, and the session's other arguments."""
    arguments = list(session.posargs)
    name = DEFAULT
    if "--environment" in arguments:
        place = arguments.index("--environment")
        name = arguments[place + 1] if place + 1 < len(arguments) else ""
        del arguments[place : place + 2]
    if name not in known():
        session.error(f"There is no environment {name!r}: --environment takes one of {', '.join(known())}")
    environment = Environment(name)
    if not environment.installed and environment.base() is None:
        session.error(f"The environment {name!r} needs Python {environment.version}, which is not on this machine.")
    install(session, [environment])
    return Runner(session, environment), arguments


def known() -> list[str]:
    """The names of all environments, the default one first."""
    names = {path.stem for path in ENVIRONMENTS.glob("*.txt")} - {DOCS}
    return sorted(names, key=lambda name: (name != DEFAULT, name))


def install(session: nox.Session, environments: list[Environment]) -> None:
    """Install those that are not there yet, side by side; says first what disk that takes. Mends those that were moved."""
    for environment in environments:
        if old := environment.repair():
            session.log(
                f"The course's folder was {old} and is now {environment.home}: the environment {environment.name} has been repaired."
            )
    missing = [environment for environment in environments if not environment.installed]
    if not missing:
        return
    if not can_load_libgl():
        session.log("libGL is not on this machine: taking OpenCV's headless wheel, which needs none.")
    free = shutil.disk_usage(ROOT).free / 1e9
    names = ", ".join(environment.name for environment in missing)
    size = sum(SMALL_GB.get(environment.name, SIZE_GB) for environment in missing)
    takes = "some seconds" if all(environment.name in SMALL_GB for environment in missing) else "half a minute to some minutes"
    session.log(f"Installing {names} into {ROOT / '.nox'}: about {size:.1f} GB ({free:.0f} GB are free); {takes}.")
    with ThreadPoolExecutor(len(missing)) as pool:
        tasks = {environment.name: pool.submit(environment.install) for environment in missing}
    for name, task in tasks.items():
        error = task.exception()
        if isinstance(error, subprocess.CalledProcessError):
            session.error(f"{name} could not be installed; {' '.join(map(str, error.cmd[:4]))} … said:\n{error.stdout}")
        elif error:
            session.error(f"{name} could not be installed: {error}")


def can_load_libgl() -> bool:
    """Whether OpenCV's ordinary wheel can be imported: on Linux it loads libGL."""
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL("libGL.so.1")
    except OSError:
        return False
    return True
