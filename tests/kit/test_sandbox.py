"""The sandbox: what a program can reach from inside, and that verdicts are the same as outside."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT, deepkata, program
from test_judge import judge, verdicts

from deepkata import isolated
from deepkata.course import Course
from deepkata.judge.engine import Engine
from deepkata.report import model
from deepkata.sandbox import bubblewrap
from deepkata.sandbox.bubblewrap import Bubblewrap
from deepkata.verdicts import Verdict
from deepkata.worker import leftovers

PROBLEM = Bubblewrap().problem()
pytestmark = pytest.mark.skipif(bool(PROBLEM), reason=PROBLEM)
V = Verdict


@pytest.fixture(scope="module")
def walled(mini: Course) -> Iterator[Engine]:
    with Engine(mini, sandbox=Bubblewrap()) as engine:
        yield engine


#: Attempts to reach out; each raises or prints nothing if it is kept in. `mean` is right only if the attempt succeeds.
ATTEMPTS = {
    "the solutions": f"open({str(ROOT / 'solutions' / '1_overview' / 'box_iou.py')!r}).read()",
    "the course's own solutions": "open('{mini}/solutions/1_basics/arithmetic.py').read()",
    "the suites": "open('{mini}/tests/1_basics/arithmetic/test_arithmetic.py').read()",
    "the judge's code": f"open({str(ROOT / 'deepkata' / 'judge' / 'engine.py')!r}).read()",
    "the submission's neighbours": "__import__('os').listdir('{tmp}')",
    "a user's home": f"__import__('os').listdir({str(Path.home() / '.cache')!r})",
    "the password file": "open('/etc/passwd').read()",
    "writing to the packages": "open(__import__('numpy').__file__, 'a').write('x')",
    "writing to the interpreter": "open(__import__('os').__file__, 'a').write('x')",
    "writing beside the scratch folder": "open('/usr/x', 'w').write('x')",
    "the network": "__import__('socket').create_connection(('127.0.0.1', {port}), 1)",
    "the judge's process": "__import__('os').kill({pid}, 0)",
    "the host's processes": "__import__('os').stat('/proc/{pid}/exe')",
    "tracing the fork server": "open('/proc/2/mem', 'rb').read(1)",
    "becoming root": "__import__('os').setuid(0)",
    "a new user namespace with mounts": "__import__('subprocess').run(['mount', '-t', 'tmpfs', 'x', '/usr'], check=True)",
    "more disk than there is": "[open('/tmp/f%d' % n, 'wb').write(bytes(8_000_000)) for n in range(64)]",
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_what_is_outside_cannot_be_reached(walled: Engine, mini: Course, tmp_path: Path, name: str) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        attempt = ATTEMPTS[name]
        for key, value in {"mini": mini.root, "tmp": tmp_path, "port": server.getsockname()[1], "pid": os.getpid()}.items():
            attempt = attempt.replace("{" + key + "}", str(value))
        body = f"\n    {attempt}\n    return a.sum() / a.size"
        result = judge(walled, tmp_path / "program.py", program(mean=body))
    assert verdicts(result) == [V.ACCEPTED, V.RUN_TIME_ERROR, V.ACCEPTED], result.tasks[1].message


def test_nothing_but_the_scratch_files_can_be_written(walled: Engine, tmp_path: Path) -> None:
    """What a worker left elsewhere would be there for the next one, and nothing would bound it."""
    body = """
    mounts = [line.split() for line in open('/proc/mounts')]
    writable = {place for _, place, _, options, *_ in mounts if 'rw' in options.split(',')}
    assert writable == {'/proc', '/tmp', '/dev/shm'} | {place for place in writable if place.startswith('/dev/')}, writable
    return a.sum() / a.size"""
    result = judge(walled, tmp_path / "program.py", program(mean=body))
    assert verdicts(result) == [V.ACCEPTED] * 3, result.tasks[1].message


def test_a_course_may_lie_among_the_scratch_files(mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In /tmp, that is: it cannot be written to, and a worker's end leaves it alone."""
    course = tmp_path / "course"
    course.mkdir()
    (course / "data.txt").write_text("3", encoding="utf-8")
    readable = bubblewrap._readable
    monkeypatch.setattr(bubblewrap, "_readable", lambda: [*readable(), course])
    inside = Path("/tmp", course.relative_to("/tmp").parts[0])
    body = f"""
    assert open({str(course / "data.txt")!r}).read() == '3'
    for folder in ({str(course)!r}, {str(inside)!r}):
        try:
            open(folder + '/x', 'w')
        except OSError:
            pass
        else:
            raise ValueError(folder)
    return a.sum() / a.size"""
    with Engine(mini, sandbox=Bubblewrap()) as engine:
        for _ in range(2):
            result = judge(engine, tmp_path / "program.py", program(mean=body))
            assert verdicts(result) == [V.ACCEPTED] * 3, result.tasks[1].message
            serving = {name: server.pid for name, server in engine._servers.running.items()}
        judge(engine, tmp_path / "program.py", program(mean=body))
        assert {name: server.pid for name, server in engine._servers.running.items()} == serving  # none was replaced for what was left
    assert (course / "data.txt").read_text(encoding="utf-8") == "3"


def test_the_report_says_the_level(mini: Course, tmp_path: Path) -> None:
    for want, level in (("require", "full"), ("none", "none")):
        deepkata("grade", "--sandbox", want, "--output", tmp_path, cwd=mini.root, code=1)
        assert model.read(tmp_path / "report.json").environment.sandbox == level


def test_tensorflow_works_inside(course: Course) -> None:
    exercise = course.get("linear_regression")
    with Engine(course, sandbox=Bubblewrap()) as engine:
        assert engine.judge(exercise, course.reference(exercise)).verdict is V.ACCEPTED


def test_require_refuses_where_there_is_none(mini: Course) -> None:
    code = (
        "import sys; from deepkata.sandbox import bubblewrap; bubblewrap.Bubblewrap.problem = lambda self: 'it is forbidden here.'\n"
        "sys.argv = ['deepkata', 'grade', '--sandbox', 'require']; from deepkata.__main__ import main; main()"
    )
    done = subprocess.run(isolated.python("-c", code), cwd=mini.root, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "it is forbidden here. \nNothing was graded" in done.stderr.replace("here.\n", "here. \n")


def test_a_test_finds_nothing_of_the_one_before(tmp_path: Path) -> None:
    """Whatever the one before left in the worker's folder is gone; the folder stays."""
    (tmp_path / "1" / "kept").mkdir(parents=True)
    (tmp_path / "1" / "kept" / "weights.npy").write_bytes(b"0")
    (tmp_path / "beside.txt").write_text("0", encoding="utf-8")
    assert leftovers.sweep("none", str(tmp_path), keep=True)
    assert not list(tmp_path.iterdir())
