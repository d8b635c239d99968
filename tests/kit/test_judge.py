"""The judge: what a program does to itself costs it that test, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from support import deepkata, program

from deepkata.course import Course
from deepkata.judge.engine import Engine
from deepkata.report import model
from deepkata.verdicts import ExerciseResult, Verdict

V = Verdict


def judge(engine: Engine, path: Path, text: str | bytes) -> ExerciseResult:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return engine.judge(engine.course.get("arithmetic"), path)


def verdicts(result: ExerciseResult) -> list[Verdict]:
    return [task.verdict for task in result.tasks]


#: What happens in `mean` (task 2), and the verdict that it must get. Tasks 1 and 3 stay accepted.
MISBEHAVIOUR = {
    "leaves by os._exit": ("import os; os._exit(0)", V.RUN_TIME_ERROR, "exit code 0"),
    "leaves by sys.exit": ("import sys; sys.exit(0)", V.RUN_TIME_ERROR, "SystemExit"),
    "hangs": ("while True: pass", V.TIME_LIMIT_EXCEEDED, "within 2 s"),
    "sleeps": ("import time; time.sleep(60)", V.TIME_LIMIT_EXCEEDED, "within 2 s"),
    "swallows every exception": (
        "\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        V.TIME_LIMIT_EXCEEDED,
        "within 2 s",
    ),
    "ignores signals": (
        "import signal, time\n    for n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\n    time.sleep(60)",
        V.TIME_LIMIT_EXCEEDED,
        "within 2 s",
    ),
    "crashes natively": ("import ctypes; ctypes.string_at(0)", V.RUN_TIME_ERROR, "SIGSEGV"),
    "aborts": ("import os; os.abort()", V.RUN_TIME_ERROR, "SIGABRT"),
    "recurses for ever": ("return mean(a)", V.RUN_TIME_ERROR, "RecursionError"),
    "floods its output": ("\n    while True: print('x' * 1000)", V.OUTPUT_LIMIT_EXCEEDED, "16 KB"),
    "eats memory": (
        "import numpy as np\n    kept = []\n    while True: kept.append(np.ones(4_000_000))",
        V.MEMORY_LIMIT_EXCEEDED,
        "200 MB",
    ),
    "asks for too much memory at once": ("import numpy as np; np.ones(10**14)", V.MEMORY_LIMIT_EXCEEDED, "memory"),
    "returns too much": ("import numpy as np; return np.ones(2_000_000)", V.OUTPUT_LIMIT_EXCEEDED, "too large"),
    "writes too large a file": ("open('big', 'wb').write(bytes(20_000_000))", V.RUN_TIME_ERROR, "File too large"),
    "raises": ("raise ValueError('no \\x1b[31m numbers')", V.RUN_TIME_ERROR, "ValueError: no  numbers"),
    "returns nothing": ("pass", V.WRONG_ANSWER, "got None"),
    "returns an array that equals everything": (
        "\n    import numpy as np\n    class Yes(np.ndarray):\n        def __eq__(self, other): return True\n    return np.zeros(1).view(Yes)",
        V.WRONG_ANSWER,
        "expected one number",
    ),
    "returns an object that equals everything": (
        "\n    class Yes:\n        def __eq__(self, other): return True\n    return Yes()",
        V.WRONG_ANSWER,
        "object of type Yes",
    ),
    "returns a list that contains itself": ("kept = []; kept.append(kept); return kept", V.WRONG_ANSWER, "cannot cross"),
    "writes rubbish to every descriptor": (
        "\n    import os\n    for n in range(3, 64):\n        try: os.write(n, b'\\xff' * 64)\n        except OSError: pass\n    return 3.0",
        None,
        "",
    ),
    "leaves a daemon": (
        "\n    import os, time\n    if os.fork() == 0:\n        os.setsid()\n        time.sleep(60)\n    return a.mean()",
        V.ACCEPTED,
        "",
    ),
    "raises NotImplementedError": ("raise NotImplementedError('task 2: later')", V.NOT_ATTEMPTED, "task 2: later"),
}


@pytest.mark.parametrize("name", MISBEHAVIOUR)
def test_misbehaviour_costs_its_task_only(engine: Engine, tmp_path: Path, name: str) -> None:
    body, verdict, words = MISBEHAVIOUR[name]
    result = judge(engine, tmp_path / "program.py", program(mean=body))
    one, two, three = result.tasks
    assert (one.verdict, three.verdict) == (V.ACCEPTED, V.ACCEPTED), (one, three)
    if verdict is None:
        assert two.verdict not in (V.ACCEPTED, V.JUDGE_ERROR)
    else:
        assert two.verdict is verdict, two.message
    assert words in two.message
    assert "\x1b" not in two.message
    assert result.points == (6 if two.verdict is V.ACCEPTED else 3)


#: Whole files that cannot be judged as programs, or only in part.
BROKEN = {
    "a syntax error": (b"def add(a, b:\n", [V.INVALID_SUBMISSION] * 3, "not a Python program"),
    "null bytes": (b"def add(a, b):\0\n", [V.INVALID_SUBMISSION] * 3, "not a Python program"),
    "an encoding that it does not declare": (b"# caf\xe9\nx = 1\n", [V.INVALID_SUBMISSION] * 3, "not a Python program"),
    "deep nesting": (b"x = " + b"(" * 10_000, [V.INVALID_SUBMISSION] * 3, "not a Python program"),
    "nothing in it": (b"", [V.INVALID_SUBMISSION] * 3, "no function"),
    "a missing function": (
        program().replace("def mean", "def average").encode(),
        [V.ACCEPTED, V.INVALID_SUBMISSION, V.ACCEPTED],
        "no function mean",
    ),
    "a wrong signature": (program().replace("def mean(a)", "def mean()").encode(), [V.ACCEPTED, V.RUN_TIME_ERROR, V.ACCEPTED], "TypeError"),
    "a forbidden function": (
        program("import numpy as n").replace("float(a.sum() / a.size)", "n.mean(a)").encode(),
        [V.INVALID_SUBMISSION] * 3,
        "without numpy.mean (line",
    ),
    "an exit while it is imported": (b"import os; os._exit(0)", [V.RUN_TIME_ERROR] * 3, "importing the file"),
    "a hang while it is imported": (b"while True: pass", [V.TIME_LIMIT_EXCEEDED] * 3, "importing the file"),
    "an exception while it is imported": (b"x = 1 / 0", [V.RUN_TIME_ERROR] * 3, "ZeroDivisionError"),
    "another exercise's import": (b"import box_iou", [V.RUN_TIME_ERROR] * 3, "ModuleNotFoundError"),
    "too much text": (b"#" * 2_000_000, [V.INVALID_SUBMISSION] * 3, "larger than"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_get_a_verdict(engine: Engine, tmp_path: Path, name: str) -> None:
    data, expected, words = BROKEN[name]
    result = judge(engine, tmp_path / "program.py", data)
    assert verdicts(result) == expected, [task.message for task in result.tasks]
    assert words in " ".join(task.message for task in result.tasks)


def test_a_missing_file_is_not_attempted(engine: Engine, tmp_path: Path) -> None:
    result = engine.judge(engine.course.get("arithmetic"), tmp_path / "nowhere.py")
    assert verdicts(result) == [V.NOT_ATTEMPTED] * 3


def test_the_stub_is_not_attempted_and_says_where_to_start(engine: Engine) -> None:
    exercise = engine.course.get("arithmetic")
    result = engine.judge(exercise, engine.course.stub(exercise))
    assert result.verdict is V.NOT_ATTEMPTED
    assert "Start at line 6: task 1" in result.tasks[0].message


def test_a_killed_parent_costs_one_test_and_is_replaced(engine: Engine, tmp_path: Path) -> None:
    """In no sandbox a program can kill the processes above it; the judge goes on."""
    body = "\n    import os, signal\n    host = os.getppid()\n    parent = int(open(f'/proc/{host}/stat').read().split()[3])\n    os.kill(parent, signal.SIG{})\n    import time; time.sleep(30)"
    for name in ("KILL", "STOP"):
        result = judge(engine, tmp_path / "program.py", program(mean=body.replace("{}", name)))
        assert verdicts(result)[0] is V.ACCEPTED
        assert verdicts(result)[1] in (V.RUN_TIME_ERROR, V.TIME_LIMIT_EXCEEDED)
        assert verdicts(result)[2] is V.ACCEPTED
    assert judge(engine, tmp_path / "program.py", program()).verdict is V.ACCEPTED


def test_tests_do_not_see_what_others_left_in_memory(engine: Engine, tmp_path: Path) -> None:
    text = program("seen = []", add="seen.append(1); return a + b if len(seen) == 1 else a")
    assert judge(engine, tmp_path / "program.py", text).verdict is V.ACCEPTED


def test_changed_arguments_are_noticed(engine: Engine, tmp_path: Path) -> None:
    result = judge(engine, tmp_path / "program.py", program(add="a += b; return a"))
    assert "changed its input in place (argument 1)" in result.tasks[0].message


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
    path.write_text(program("import time; time.sleep(2)"))
    timer = threading.Timer(0.3, engine.cancel)
    timer.start()
    started = time.monotonic()
    run = engine.run(engine.course.get("arithmetic"), path)
    assert time.monotonic() - started < 1.8
    assert {test.verdict for test in run.tests} == {V.JUDGE_ERROR}
    assert judge(engine, path, program()).verdict is V.ACCEPTED


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


def test_every_way_of_judging_agrees(mini: Course, tmp_path: Path) -> None:
    """Warm, cold, plain pytest, in process, `deepkata run` and `deepkata grade` say the same."""
    exercise = mini.get("arithmetic")
    wrong = mini.programs(exercise, "wrong_answer")
    programs = [mini.reference(exercise), mini.stub(exercise), *wrong]
    for number, path in enumerate(programs):
        with Engine(mini) as engine:
            warm = engine.judge(exercise, path)
        with Engine(mini, cold=True) as engine:
            cold = engine.judge(exercise, path)
        assert verdicts(cold) == verdicts(warm)
        submission = tmp_path / f"submission{number}"
        (submission / "1_basics").mkdir(parents=True)
        (submission / "1_basics" / "arithmetic.py").write_bytes(path.read_bytes())
        accepted = warm.verdict is V.ACCEPTED
        ran = deepkata("run", "arithmetic", "--submission", submission, cwd=mini.root, code=0 if accepted else 1)
        assert f"{warm.points:g} " in ran.stdout
        deepkata("grade", submission, "--output", tmp_path / "report", cwd=mini.root, code=0 if accepted else 1)
        report = model.read(tmp_path / "report" / "report.json")
        graded = report.submissions[0].exercises[0]
        assert verdicts(graded) == verdicts(warm)
        assert [task.message for task in graded.tasks] == [task.message for task in warm.tasks]
        for options in ([], ["--cold"]) if number == 2 else ([],):
            command = [
                sys.executable,
                "-m",
                "pytest",
                mini.suite(exercise),
                "--submission",
                submission,
                "-q",
                "-p",
                "no:cacheprovider",
                *options,
            ]
            done = subprocess.run(command, cwd=mini.root, capture_output=True, text=True, check=False)
            assert done.returncode == (0 if accepted else 1), done.stdout
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
