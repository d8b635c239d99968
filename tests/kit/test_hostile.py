"""A hostile class, graded at every level of the sandbox: nobody gets a mark unearned, nobody loses one, nothing is left."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import container
import numpy as np
import psutil
import pytest
from conftest import MINI
from hostile_class import FOLDERS, cases, make_class

from deepkata.report import model
from deepkata.sandbox import LEVELS
from deepkata.verdicts import Verdict


class Graded:
    """What came out of grading the class at one level."""

    def __init__(self, level: str, folder: Path, port: int) -> None:
        self.level = level
        self.course, self.classroom = folder / "course", folder / "class"
        self.scratch = Path(tempfile.mkdtemp(prefix="hostile-"))  # where other users can reach it
        shutil.copytree(MINI, self.course)
        manifest = self.course / "exercises" / "course.toml"
        manifest.write_text(
            manifest.read_text().replace("seconds_per_call = 2.0", "seconds_per_call = 1.0").replace("import = 3.0", "import = 1.5")
        )
        self.scratch.chmod(0o1777)
        places = {"course": str(self.course), "class": str(self.classroom), "reports": str(self.course / "reports"), "port": str(port)}
        self.wanted = make_class(self.classroom, places, level)
        self.before = snapshot()
        self.output = self.grade()
        report = model.read(self.course / "reports" / "grade" / "report.json")
        self.report = report
        self.found = {one.name: one.exercises[0] for one in report.submissions}

    def grade(self) -> str:
        command = [sys.executable, "-m", "deepkata", "--course", str(self.course), "grade", str(self.classroom), "--sandbox", self.level]
        if self.level == "uid":
            command = container.command(command)
        environment = os.environ | {"TMPDIR": str(self.scratch), "COLUMNS": "200"}
        done = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        assert done.returncode == 1, done.stdout[-2000:] + done.stderr[-4000:]
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr


def snapshot() -> set[tuple[int, float]]:
    return {(process.pid, process.create_time()) for process in psutil.process_iter()}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Somebody listens on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: [server.accept() for _ in range(1000)], daemon=True).start()
        yield server.getsockname()[1]


@pytest.fixture(scope="module", params=["full", *(pytest.param(level, marks=pytest.mark.deep) for level in ("uid", "none"))])
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Graded]:
    problem = {"full": LEVELS["full"](()).problem, "uid": container.problem, "none": lambda: ""}[request.param]()
    if problem:
        pytest.skip(problem)
    graded = Graded(request.param, tmp_path_factory.mktemp(request.param), port)
    yield graded
    shutil.rmtree(graded.scratch)


NAMES = [f"i{number:02d}_{name}" for number, name in enumerate(cases())]
NAMES += [name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace") for name in FOLDERS]


@pytest.mark.parametrize("name", NAMES)
def test_each_gets_the_verdict_that_it_must(graded: Graded, name: str) -> None:
    if name not in graded.wanted:
        pytest.skip(f"makes no sense at level {graded.level}")
    expect, says = graded.wanted[name]
    tasks = graded.found[name].tasks
    got = [task.verdict.value for task in tasks]
    assert all(verdict in wanted.split("|") for verdict, wanted in zip(got, expect, strict=True)), (got, [task.message for task in tasks])
    assert says in "\n".join(task.message for task in tasks)
    assert graded.found[name].points == sum(task.max_points for task in tasks if task.verdict is Verdict.ACCEPTED)


def test_neighbours_keep_their_verdicts_and_words(graded: Graded) -> None:
    neighbours = {name: wanted for name, wanted in graded.wanted.items() if name.startswith(("innocent", "mistaken"))}
    assert len(neighbours) > 10
    for name, (expect, says) in neighbours.items():
        result = graded.found[name]
        assert tuple(task.verdict.value for task in result.tasks) == expect, (name, [task.message for task in result.tasks])
        assert says in result.tasks[1].message
        assert all(not task.output for task in result.tasks)


def test_nobody_is_missing_and_nothing_is_our_fault(graded: Graded) -> None:
    assert set(graded.found) == set(graded.wanted)
    assert [name for name, result in graded.found.items() if result.verdict is Verdict.JUDGE_ERROR] == []
    assert graded.report.environment.sandbox == graded.level


def test_no_process_and_no_file_is_left(graded: Graded) -> None:
    assert [words for pid, _ in snapshot() - graded.before if (words := runs_below(pid, graded.scratch))] == []
    assert [path.name for path in graded.scratch.iterdir()] == []
    assert not Path("/tmp/deepkata-was-here").exists()
    assert not Path("/dev/shm/mark").exists()
    if graded.level != "none":  # where nothing keeps a program from it, it may write what it likes, and it does
        assert [path.name for path in (graded.course / "reports").iterdir()] == ["grade"]


def runs_below(pid: int, folder: Path) -> str:
    """What a process runs, if it has to do with a folder; a zombie works nowhere."""
    try:
        process = psutil.Process(pid)
        words = " ".join([process.cwd(), *process.cmdline()])
    except psutil.Error:
        return ""
    return words if str(folder) in words else ""


def test_what_is_shown_is_only_text(graded: Graded) -> None:
    """No terminal codes, no marks that turn the line around, and every name on one line of its own."""
    assert not set("\x1b\x07\x00\u202e\u2066") & set(graded.output)
    lines = graded.output.splitlines()
    for shown in ("newline\\nin the name", "right-to-left \\u202etxt.exe", "[bold red]markup <b>"):
        assert [line for line in lines if line.startswith(shown)], shown
    for result in graded.found.values():
        words = "".join(task.message + task.output for task in result.tasks)
        assert not {chr(n) for n in range(32) if chr(n) not in "\n\t"} & set(words)


@pytest.mark.usefixtures("graded")
def test_the_packages_are_untouched() -> None:
    assert "was here" not in Path(np.__file__).read_text()
