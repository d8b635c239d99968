"""The judge: what a program does to itself costs it that test, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import numpy as np
import psutil
import pytest
from support import deepkata, program

from deepkata.course import Course
from deepkata.judge.engine import Cancelled, Engine
from deepkata.judge.ready import SEVERAL
from deepkata.judge.score import decided
from deepkata.report import model
from deepkata.verdicts import ExerciseResult, Verdict
from deepkata.wire.messages import Stop

V = Verdict


def judge(engine: Engine, path: Path, text: str | bytes) -> ExerciseResult:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return engine.judge(engine.course.get("arithmetic"), path)


def verdicts(result: ExerciseResult) -> list[Verdict]:
    return [task.verdict for task in result.tasks]


def test_a_missing_file_is_not_attempted(engine: Engine, tmp_path: Path) -> None:
    result = engine.judge(engine.course.get("arithmetic"), tmp_path / "nowhere.py")
    assert verdicts(result) == [V.NOT_ATTEMPTED] * 3


def test_the_stub_is_not_attempted_and_says_where_to_start(engine: Engine) -> None:
    exercise = engine.course.get("arithmetic")
    result = engine.judge(exercise, engine.course.stub(exercise))
    assert result.verdict is V.NOT_ATTEMPTED
    assert "Start at line 6: task 1" in result.tasks[0].message


def test_what_failed_last_time_runs_first(mini: Course, tmp_path: Path) -> None:
    """And the order of the results stays that of the suite."""
    exercise = mini.get("arithmetic")
    path = tmp_path / "program.py"
    with Engine(mini) as engine:
        suite = [test.name for test in engine.tests(exercise)]
        for source in (program(mean="return 1.0"), program()):
            path.write_text(source)
            order: list[str] = []
            run = engine.run(exercise, path, on_test=lambda test, order=order: order.append(test.name))
            assert [test.name for test in run.tests] == suite
            failed = [test.name for test in run.tests if test.verdict is not V.ACCEPTED]
            if failed:
                assert order == suite
                first = failed
        assert order == first + [name for name in suite if name not in first]


def test_tasks_are_decided_as_tests_come_in(engine: Engine, tmp_path: Path) -> None:
    exercise = engine.course.get("arithmetic")
    path = tmp_path / "program.py"
    path.write_text(program(mean="return 1.0"))
    listed, run = engine.tests(exercise), engine.run(exercise, path)
    seen = [decided(exercise, listed, run.tests[:number]) for number in range(len(run.tests) + 1)]
    assert seen[0] == {}
    assert seen[1] == {}  # one of two tests has passed
    assert seen[2] == {1: V.ACCEPTED}
    assert seen[3] == {1: V.ACCEPTED, 2: V.WRONG_ANSWER}
    assert seen[-1] == {1: V.ACCEPTED, 2: V.WRONG_ANSWER, 3: V.ACCEPTED}


#: What a program keeps from one call for the next, and the words for the place where that can be told.
KEPT = {
    "in its module": ("seen = []", "seen.append(1); return a + b if len(seen) == 1 else a", "from call to call: `seen`"),
    "on a function": ("", "add.n = getattr(add, 'n', 0) + 1; return a + b if add.n == 1 else a", "an attribute of `add`"),
    "in a global number": ("n = 0", "global n; n += 1; return a + b if n == 1 else a", "from call to call: `n`"),
    "in a default argument": (
        "def keep(x, old=[]):\n    old.append(x)\n    return old[0]",
        "return keep(a + b)",
        "the default value of `old` in `keep`",
    ),
    "in a cache": (
        "import functools\n@functools.cache\ndef total(n):\n    return LAST[0]\nLAST = [0]",
        "LAST[0] = a + b; return total(1)",
        "what `total` caches",
    ),
    "in a buffer": ("out = {}", "return out.setdefault('sum', a + b)", "from call to call: `out`"),
    "in a package": ("import numpy as n", "n.n = getattr(n, 'n', 0) + 1; return a + b if n.n == 1 else a", ""),
    "in the environment": (
        "import os",
        "os.environ['N'] = os.environ.get('N', '') + 'x'; return a + b if os.environ['N'] == 'x' else a",
        "",
    ),
}
#: What each test begins anew: its folder, and the random numbers.
BEGUN_ANEW = {
    "a file": ("import os", "old = os.path.exists('mark'); open('mark', 'w').close(); return a if old else a + b"),
    "a random generator": ("import random", "x = random.random(); random.seed(1); return a if x == random.random() else a + b"),
}


def test_a_librarys_not_implemented_is_a_run_time_error(engine: Engine, tmp_path: Path) -> None:
    """Only what the student's own file raises says that something is still to be written."""
    result = judge(engine, tmp_path / "program.py", program("from xml.sax import xmlreader", add="xmlreader.XMLReader().parse('x')"))
    assert result.tasks[0].verdict is V.RUN_TIME_ERROR
    assert "add raised NotImplementedError: This method must be implemented!" in result.tasks[0].message


@pytest.mark.parametrize("where", KEPT)
def test_what_is_kept_between_calls_is_wrong(engine: Engine, tmp_path: Path, where: str) -> None:
    """A suite's tests share a process, as a student's own calls do; where the place can be named, it is."""
    head, add, place = KEPT[where]
    task = judge(engine, tmp_path / "program.py", program(head, add=add)).tasks[0]
    assert task.verdict is not V.ACCEPTED
    assert place in task.message, task.message
    assert ("in a new process" in task.message) == bool(place), task.message


@pytest.mark.parametrize("what", BEGUN_ANEW)
def test_each_test_begins_with_its_own(engine: Engine, tmp_path: Path, what: str) -> None:
    head, add = BEGUN_ANEW[what]
    result = judge(engine, tmp_path / "program.py", program(head, add=add))
    assert result.verdict is V.ACCEPTED, result.tasks[0].message


def test_a_failure_that_has_nothing_to_do_with_what_is_kept_is_not_put_down_to_it(engine: Engine, tmp_path: Path) -> None:
    task = judge(engine, tmp_path / "program.py", program("seen = []", add="seen.append(a); return a")).tasks[0]
    assert task.verdict is V.WRONG_ANSWER
    assert "in a new process" not in task.message


def test_an_input_that_is_changed_is_told_whatever_else_is_wrong(engine: Engine, tmp_path: Path) -> None:
    right = judge(engine, tmp_path / "a.py", program(mean="m = float(a.sum() / a.size); a[:] = 0; return m"))
    assert right.tasks[1].verdict is V.WRONG_ANSWER
    assert "mean changed `a` in place" in right.tasks[1].message
    wrong = judge(engine, tmp_path / "b.py", program(mean="a += 1; return float(a.sum())"))
    assert "Besides, mean changed `a` in place" in wrong.tasks[1].message


def test_programs_that_load_slowly_are_judged_alike(engine: Engine, tmp_path: Path) -> None:
    result = judge(engine, tmp_path / "program.py", program("import time; time.sleep(0.1); seen = []", mean="print('hm'); return 0.0"))
    assert verdicts(result) == [V.ACCEPTED, V.WRONG_ANSWER, V.ACCEPTED]
    assert result.tasks[1].output == "hm\n"


def test_tracebacks_show_the_students_lines_and_shapes_only(engine: Engine, tmp_path: Path) -> None:
    text = program(mean="import numpy as np\n    grid = np.zeros((2, 3))\n    return grid @ grid")
    message = judge(engine, tmp_path / "program.py", text).tasks[1].message
    assert "return grid @ grid" in message
    assert "grid = float64 array of shape (2, 3)" in message
    assert "deepkata/" not in message


def test_what_is_printed_is_kept(engine: Engine, tmp_path: Path) -> None:
    result = judge(engine, tmp_path / "program.py", program(mean="print('look', a.shape); return 0.0"))
    assert result.tasks[1].output == "look (3,)\n"


def test_nothing_is_left_behind(mini: Course, tmp_path: Path) -> None:
    """No process and no scratch folder survives an engine."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    body = "\n    import os, time\n    if os.fork() == 0:\n        os.setsid()\n        time.sleep(60)\n    open('left', 'w').write('x')\n    return a.mean()"
    (tmp_path / "program.py").write_text(program(mean=body))
    code = (
        "import sys; from pathlib import Path; from deepkata.course import Course; from deepkata.judge.engine import Engine\n"
        f"course = Course.read(Path({str(mini.root)!r}))\n"
        f"with Engine(course) as engine: print(engine.judge(course.get('arithmetic'), Path({str(tmp_path / 'program.py')!r})).verdict.value)"
    )
    environment = {**__import__("os").environ, "TMPDIR": str(folder)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "accepted"
    assert list(folder.iterdir()) == []
    left = [process for process in psutil.process_iter() if _works_below(process, folder)]
    assert left == []


def _works_below(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.cwd().startswith(str(folder))
    except psutil.Error:
        return False


def test_a_run_can_be_cancelled(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(program("import time; time.sleep(600)"))
    timer = threading.Timer(0.3, engine.cancel)
    timer.start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        engine.run(engine.course.get("arithmetic"), path)
    assert time.monotonic() - started < 15  # and not when the call's time is over
    with pytest.raises(Cancelled):
        engine.run(engine.course.get("arithmetic"), path)
    engine.resume()
    assert judge(engine, path, program()).verdict is V.ACCEPTED


def test_a_judge_that_is_ended_between_question_and_answer_costs_no_parent(engine: Engine, tmp_path: Path) -> None:
    """A fork server takes seconds to start with TensorFlow: an answer that nobody waited for must not make it look lost."""
    exercise = engine.course.get("arithmetic")
    judge(engine, tmp_path / "a.py", program())
    servers = engine.servers(exercise)
    for server in servers.values():
        server._send(Stop(number=1), ())  # what a killed judge has asked, without reading the answer
        assert server.stop().healthy
    assert judge(engine, tmp_path / "a.py", program()).verdict is V.ACCEPTED
    assert engine.servers(exercise) == servers


def test_a_failure_has_the_same_numbers_when_a_fixture_of_the_suite_drew_some(own_mini: Course, tmp_path: Path) -> None:
    exercise = own_mini.exercises[0]
    suite = own_mini.suite(exercise)
    drawn = """

import pytest


@pytest.fixture
def number(rng):
    return rng.normal()


@task(2)
def test_drawn(submission, number, rng):
    more = rng.normal()
    check.close(submission.mean(np.array([number, more, 0.0])), (number + more) / 3, f"mean of {number:.6f} and {more:.6f}")
"""
    suite.write_text(suite.read_text().replace("@task(3)", f"{drawn}\n\n@task(3)"))
    path = tmp_path / "student.py"
    path.write_text(program(mean="return 100.0 if a[-1] == 0 else float(a.sum() / a.size)"))
    with Engine(own_mini) as engine:
        message = engine.judge(exercise, path).tasks[1].message
    rng = np.random.default_rng(zlib.crc32(b"0/test_drawn"))
    assert f"mean of {rng.normal():.6f} and {rng.normal():.6f}" in message


def test_a_fixture_of_the_suite_that_outlives_a_test_cannot_hold_what_belongs_to_one(own_mini: Course) -> None:
    exercise = own_mini.exercises[0]
    suite = own_mini.suite(exercise)
    fixture = "\n\nimport pytest\n\n\n@pytest.fixture(scope='module')\ndef kept(submission):\n    return submission.mean(np.ones(2))"
    suite.write_text(f"{suite.read_text()}{fixture}\n\n\n@task(2)\ndef test_kept(kept):\n    check.close(kept, 1.0, 'mean')\n")
    with Engine(own_mini) as engine:
        result = engine.judge(exercise, own_mini.reference(exercise))
    assert verdicts(result) == [V.ACCEPTED, V.JUDGE_ERROR, V.ACCEPTED]
    assert "the fixture 'kept' asks for 'submission': its scope has to be that of a function" in result.tasks[1].message


def test_random_numbers_begin_anew_with_each_test(own_mini: Course) -> None:
    """Whatever those before it have drawn, and alone as among others."""
    exercise = own_mini.exercises[0]
    suite = own_mini.suite(exercise)
    test = "\n\n\n@task(2)\ndef test_{0}(submission, rng):\n    rng.integers(9, dtype=np.uint8)\n    check.that(False, str(rng.normal()))\n"
    suite.write_text(suite.read_text() + test.format("first") + test.format("second"))
    with Engine(own_mini) as engine:
        together = engine.run(exercise, own_mini.reference(exercise))
        alone = engine.run(exercise, own_mini.reference(exercise), only=("test_second",))
    messages = {test.name: test.message.partition("\n")[0] for test in together.tests}
    for name in ("test_first", "test_second"):
        numbers = np.random.default_rng(zlib.crc32(f"0/{name}".encode()))
        numbers.integers(9, dtype=np.uint8)
        assert messages[name] == str(numbers.normal())
    assert alone.tests[0].message.partition("\n")[0] == messages["test_second"]


@pytest.mark.parametrize("many", [False, True])
def test_a_run_may_end_with_the_first_failure(own_mini: Course, tmp_path: Path, many: bool) -> None:
    """What follows is judged as ever, by the test that failed before the others."""
    exercise = own_mini.exercises[0]
    right, wrong = own_mini.reference(exercise), tmp_path / "arithmetic.py"
    wrong.write_text(program(mean="return 0.0"))
    with Engine(own_mini, many=many) as engine:
        whole = engine.run(exercise, wrong)
        first, again = (engine.run(exercise, wrong, until_failure=True) for _ in range(2))
        after = [engine.run(exercise, right, until_failure=until) for until in (True, False)]
    failed = [test.name for test in whole.tests if test.verdict is not V.ACCEPTED]
    assert first.tests[-1].name in failed
    assert {test.verdict for test in first.tests[:-1]} <= {V.ACCEPTED}
    assert [test.name for test in again.tests] == [first.tests[-1].name]
    assert [len(run.tests) for run in after] == [len(whole.tests)] * 2
    assert {test.verdict for run in after for test in run.tests} == {V.ACCEPTED}


def test_a_changed_suite_is_collected_again(own_mini: Course) -> None:
    exercise = own_mini.get("arithmetic")
    with Engine(own_mini) as engine:
        assert engine.judge(exercise, own_mini.reference(exercise)).verdict is V.ACCEPTED
        suite = own_mini.suite(exercise)
        suite.write_text(suite.read_text().replace("np.array([3.0])", "np.array([4.0])"))
        assert verdicts(engine.judge(exercise, own_mini.reference(exercise)))[0] is V.WRONG_ANSWER
        suite.write_text("import nonsense_that_is_not_there\n")
        result = engine.judge(exercise, own_mini.reference(exercise))
        assert result.verdict is V.JUDGE_ERROR
        assert "nonsense_that_is_not_there" in result.tasks[0].message


SUITE_MISTAKES = {
    "raises by itself": "[][0]",
    "does not end": "while True: pass",
    "skips": "import pytest; pytest.skip('no')",
    "calls what the course does not list": "submission.subtract(1, 2)",
    "asks a probe that is not there": "submission.probe.nothing()",
}


@pytest.mark.parametrize("name", SUITE_MISTAKES)
def test_a_suites_own_failure_is_a_judge_error(own_mini: Course, name: str) -> None:
    """Marks are neither given nor lost when the suite is at fault."""
    suite = own_mini.suite(own_mini.get("arithmetic"))
    suite.write_text(suite.read_text() + f"\n\n@task(2)\ndef test_more(submission):\n    {SUITE_MISTAKES[name]}\n")
    with Engine(own_mini) as engine:
        result = engine.judge(own_mini.get("arithmetic"), own_mini.reference(own_mini.get("arithmetic")))
    assert verdicts(result) == [V.ACCEPTED, V.JUDGE_ERROR, V.ACCEPTED], result.tasks[1].message
    assert "suite" in result.tasks[1].message


def test_a_judge_of_many_programs_rehearses(own_mini: Course, tmp_path: Path) -> None:
    """What a suite keeps is there from the first program on, and every verdict is what it would be."""
    exercise = own_mini.get("arithmetic")
    suite = own_mini.suite(exercise)
    suite.write_text(
        "import functools\nimport os\n"
        + suite.read_text()
        + "\n\n@functools.cache\ndef slow():\n    return os.getpid()\n"
        + "\n\n@task(2)\ndef test_kept(submission):\n    check.that(submission.add(1, 1) == 2 and False, f'kept by {slow()}')\n"
    )
    forks: set[int] = set()
    right = tmp_path / "right.py"
    right.write_text(program())
    with Engine(own_mini, many=True) as engine:
        results = [engine.judge(exercise, right, on_test=lambda _: forks.add(engine._running)) for _ in range(3)]
        wrong = judge(engine, tmp_path / "a.py", program(add="return a"))
    assert {tuple(verdicts(result)) for result in results} == {(V.ACCEPTED, V.WRONG_ANSWER, V.ACCEPTED)}
    assert verdicts(wrong) == [V.WRONG_ANSWER, V.WRONG_ANSWER, V.ACCEPTED]
    kept_by = [int(result.tasks[1].message.split("kept by ")[1].split()[0].strip(".")) for result in results]
    assert len({*kept_by} - forks) == 1
    assert not any(psutil.pid_exists(pid) for pid in {*kept_by, *forks})


def test_a_starter_that_was_killed_is_replaced(own_mini: Course, tmp_path: Path) -> None:
    """The next suite has a judge again, from a new starter."""
    with Engine(own_mini) as engine:
        judge(engine, tmp_path / "a.py", program())
        assert engine._suite_server
        engine._suite_server.process.kill()
        engine._suite_server.process.wait()
        engine.rest(own_mini.get("arithmetic"))
        assert verdicts(judge(engine, tmp_path / "a.py", program())) == [V.ACCEPTED, V.ACCEPTED, V.ACCEPTED]


def test_a_suite_that_cannot_be_imported_in_time_is_a_judge_error(
    own_mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its judge is killed, and whoever started it goes on."""
    exercise = own_mini.get("arithmetic")
    text = own_mini.suite(exercise).read_text()
    monkeypatch.setattr("deepkata.judge.suite_process.COLLECT_S", 6.0)
    with Engine(own_mini) as engine:
        own_mini.suite(exercise).write_text(text + "\n\nwhile True:\n    pass\n")
        result = judge(engine, tmp_path / "a.py", program())
        assert engine._suite_server
        suite_server = psutil.Process(engine._suite_server.process.pid)
        own_mini.suite(exercise).write_text(text)
        assert verdicts(judge(engine, tmp_path / "a.py", program())) == [V.ACCEPTED, V.ACCEPTED, V.ACCEPTED]
        assert engine._suite_server.process.pid == suite_server.pid
        assert len(suite_server.children()) == 1
    assert set(verdicts(result)) == {V.JUDGE_ERROR}
    assert "within 6 s" in result.tasks[0].message


def test_the_parents_outlive_a_judge_that_has_rehearsed(own_mini: Course, tmp_path: Path) -> None:
    """They belong to the engine, and serve the next suite as well."""
    exercise = own_mini.get("arithmetic")
    with Engine(own_mini, many=True) as engine:
        judge(engine, tmp_path / "a.py", program())
        before = {name: server.pid for name, server in engine._servers.running.items()}
        engine.rest(exercise)
        result = judge(engine, tmp_path / "a.py", program())
        assert {name: server.pid for name, server in engine._servers.running.items()} == before
        assert all(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in before.values())
    assert len(before) == 3
    assert verdicts(result) == [V.ACCEPTED, V.ACCEPTED, V.ACCEPTED]


def test_a_judge_of_many_programs_goes_on_after_an_uneventful_one(own_mini: Course, tmp_path: Path) -> None:
    """One fork judges several; one that had to end a program by force, or has judged many, makes way for a new one."""
    exercise = own_mini.get("arithmetic")
    path = tmp_path / "program.py"
    judges: list[int] = []
    with Engine(own_mini, many=True) as engine:

        def judged(**functions: str) -> list[V]:
            path.write_text(program(**functions))
            pids: set[int] = set()
            result = engine.judge(exercise, path, on_test=lambda _: pids.add(engine._running))
            judges.append(*pids)
            return verdicts(result)

        assert judged() == [V.ACCEPTED, V.ACCEPTED, V.ACCEPTED]
        assert judged(add="return a") == [V.WRONG_ANSWER, V.ACCEPTED, V.ACCEPTED]
        assert judged(add="import os; os._exit(0)")[0] is V.RUN_TIME_ERROR
        assert judged(add="while True: pass")[0] is V.TIME_LIMIT_EXCEEDED
        assert judged() == [V.ACCEPTED, V.ACCEPTED, V.ACCEPTED]
        first, second = judges[0], judges[-1]
        assert judges[:-1] == [first] * 4
        assert second != first
        assert not psutil.pid_exists(first)
        for _ in range(SEVERAL):
            assert judged() == [V.ACCEPTED, V.ACCEPTED, V.ACCEPTED]
        assert judges[-2] == second != judges[-1]


def test_handles_stay_in_their_worker(own_mini: Course) -> None:
    suite = own_mini.suite(own_mini.get("arithmetic"))
    suite.write_text(
        suite.read_text()
        + "\n\n@task(2)\ndef test_handles(submission):\n"
        + "    kept = check.handle(submission.probe.make_object(), 'object')\n"
        + "    check.that(submission.probe.is_same(kept, kept), 'the same object')\n"
        + "    check.equal(submission.fresh(code=False).probe.knows('arithmetic'), False, 'the program in a clean worker')\n"
    )
    with Engine(own_mini) as engine:
        result = engine.judge(own_mini.get("arithmetic"), own_mini.reference(own_mini.get("arithmetic")))
    assert result.verdict is V.ACCEPTED, result.tasks[1].message


def test_every_way_of_judging_agrees(mini: Course, engine: Engine, tmp_path: Path) -> None:
    """Warm, cold, plain pytest, in process, `deepkata run` and `deepkata grade` say the same."""
    exercise = mini.get("arithmetic")
    wrong = mini.programs(exercise, "wrong_answer")[0]
    programs = {f"student{number}": path for number, path in enumerate([mini.reference(exercise), mini.stub(exercise), wrong])}
    for name, path in programs.items():
        (tmp_path / "class" / name / "1_basics").mkdir(parents=True)
        shutil.copy(path, tmp_path / "class" / name / "1_basics" / "arithmetic.py")
    deepkata("grade", tmp_path / "class", "--output", tmp_path / "report", cwd=mini.root, code=1)
    graded = {one.name: one.exercises[0] for one in model.read(tmp_path / "report" / "report.json").submissions}
    with Engine(mini, cold=True) as without_servers:
        for name, path in programs.items():
            warm = engine.judge(exercise, path)
            assert verdicts(without_servers.judge(exercise, path)) == verdicts(warm)
            assert verdicts(graded[name]) == verdicts(warm)
            assert [task.message for task in graded[name].tasks] == [task.message for task in warm.tasks]
    for name, path in programs.items():
        warm = engine.judge(exercise, path)
        code = 0 if warm.verdict is V.ACCEPTED else 1
        submission = tmp_path / "class" / name
        ran = deepkata("run", "arithmetic", "--submission", submission, cwd=mini.root, code=code)
        assert f"{warm.points:g} " in ran.stdout
        command = [sys.executable, "-m", "pytest", mini.suite(exercise), "--submission", submission, "-q", "-p", "no:cacheprovider"]
        for options in ([], ["--cold"]) if name == "student2" else ([],):
            done = subprocess.run([*command, *options], cwd=mini.root, capture_output=True, text=True, check=False)
            assert done.returncode == code, done.stdout
            for task in warm.tasks:
                assert task.message.rpartition("\n")[2] in done.stdout


def test_in_process_runs_for_breakpoints(mini: Course) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "tests/1_basics/arithmetic",
        "--in-process",
        "-q",
        "-p",
        "no:cacheprovider",
        "-k",
        "mean or any",
    ]
    reference = mini.reference(mini.get("arithmetic"))
    done = subprocess.run([*command, "--program", str(reference)], cwd=mini.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout
    assert mini.suite(mini.get("arithmetic")).is_file()  # what a worker clears away is its own folder


def test_limits_count_processor_time(own_mini: Course, tmp_path: Path) -> None:
    """A call that waits, as on a busy machine, may take longer by the clock than one that computes; neither takes for ever."""
    exercise = own_mini.get("arithmetic")
    manifest = own_mini.root / "exercises" / "course.toml"
    text = manifest.read_text()
    if "seconds_per_call" not in text:
        manifest.write_text(text.replace("[[exercises]]", "[limits]\nseconds_per_call = 0.5\n\n[[exercises]]", 1))
    course = Course.read(own_mini.root)
    limit = course.limits(exercise).seconds_per_call
    with Engine(course) as engine:
        wait = f"import time; time.sleep({1.5 * limit}); return float(a.sum() / a.size)"
        assert verdicts(judge(engine, tmp_path / "a.py", program(mean=wait)))[1] is V.ACCEPTED
        compute = f"import time\n    end = time.process_time() + {1.5 * limit}\n    while time.process_time() < end: pass\n    return float(a.sum() / a.size)"
        assert verdicts(judge(engine, tmp_path / "a.py", program(mean=compute)))[1] is V.TIME_LIMIT_EXCEEDED
        started = time.monotonic()
        assert verdicts(judge(engine, tmp_path / "a.py", program(mean="import time; time.sleep(600)")))[1] is V.TIME_LIMIT_EXCEEDED
        assert time.monotonic() - started < 20 * limit + 5


def test_time_in_all_is_told_as_such(own_mini: Course) -> None:
    """Each call is quick enough, and together they are too slow: nobody looks for an endless loop."""
    manifest = own_mini.root / "exercises" / "course.toml"
    manifest.write_text(manifest.read_text().replace("seconds_per_call = 2.0", "seconds_per_call = 2.0\nseconds_in_all = 0.3"))
    course = Course.read(own_mini.root)
    path = own_mini.root / "slow.py"
    path.write_text(
        program("import time", add="end = time.process_time() + 0.6\n    while time.process_time() < end: pass\n    return a + b")
    )
    with Engine(course) as engine:
        result = engine.judge(course.get("arithmetic"), path)
    said = "\n".join(task.message for task in result.tasks)
    assert "add was stopped: all calls together have taken more than 0.3 s" in said
    assert "loop that cannot end" not in said
