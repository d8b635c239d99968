"""Speed is measured fairly: nothing that a program does beside its work makes it look faster, and noise is called noise."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
from support import ROOT, deepkata

from deepkata.bench import Benchmark, measurement, rounds
from deepkata.bench.contenders import BadBenchmark
from deepkata.bench.ratio import pace, ratio, slope
from deepkata.bench.same import difference
from deepkata.bench.session import Stopwatch, with_points, with_speed
from deepkata.course import Course
from deepkata.handed_in import SourceFile
from deepkata.judge.engine import Engine
from deepkata.manifest import Exercise, SpeedPoints
from deepkata.report import speed as words
from deepkata.sandbox import Want, choose
from deepkata.verdicts import ExerciseResult, Pace, Ratio, Speed, Verdict

# --- the statistics ------------------------------------------------------------------------------------------------------


def test_the_interval_is_that_of_pairs_not_of_rounds() -> None:
    noisy_pairs = [[1.2] * 50, [0.8] * 50, [1.0] * 50, [1.1] * 50, [0.9] * 50]
    found = ratio(noisy_pairs)
    assert found.ratio == pytest.approx(1.0)
    assert found.low < 0.95
    assert found.high > 1.05


def test_a_single_odd_round_moves_nothing() -> None:
    assert ratio([[1.0, 1.0, 50.0]] * 9) == Ratio(ratio=1.0, low=1.0, high=1.0)


def test_the_interval_holds_the_true_ratio_about_as_often_as_it_says() -> None:
    chance = np.random.default_rng(1)
    held = 0
    for _ in range(200):
        found = ratio([list(1.3 * np.exp(chance.normal(0, 0.05) + chance.normal(0, 0.1, 7))) for _ in range(9)])
        held += found.low <= 1.3 <= found.high
    assert held >= 180


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.5, 0.9, Pace.FASTER),
        (0.5, 0.97, Pace.UNCLEAR),
        (0.97, 1.03, Pace.EQUAL),
        (0.9, 1.1, Pace.EQUAL),
        (1.02, 1.04, Pace.EQUAL),
        (0.7, 1.4, Pace.UNCLEAR),
        (1.06, 1.2, Pace.SLOWER),
        (1.01, 1.5, Pace.UNCLEAR),
    ],
)
def test_only_a_whole_interval_decides(low: float, high: float, expected: Pace) -> None:
    assert pace(Ratio(ratio=(low + high) / 2, low=low, high=high)) is expected


def test_a_limit_is_missed_only_by_the_whole_interval() -> None:
    found = Ratio(ratio=2, low=1.9, high=2.2)
    assert (found.misses(1.5), found.misses(2.0), found.misses(3.0)) == (True, None, False)


def test_the_slope_is_the_exponent() -> None:
    assert slope([10, 100, 1000], [3e-6 * n**2 for n in (10, 100, 1000)]) == pytest.approx(2)


@pytest.mark.parametrize(
    ("actual", "expected", "word"),
    [
        (np.ones(3), np.ones(3) + 1e-9, ""),
        (np.ones(3), np.ones(2), "shape"),
        ([1.0, 2.0], [1.0, 2.5], "[1]"),
        ([1.0], [1.0, 2.0], "2 values"),
        ({"a": 1}, {"a": 1}, ""),
        ({"a": 1}, {"b": 1}, "keys"),
        ({"a": np.zeros(2)}, {"a": np.ones(2)}, "['a']"),
        (None, 3.0, "number"),
        ("x", "x", ""),
        (True, 1.0, "number"),
        (None, None, ""),
        (1, None, "None"),
    ],
)
def test_results_are_compared_part_by_part(actual: object, expected: object, word: str) -> None:
    found = difference(actual, expected, 1e-5, 1e-6)
    assert word in found
    assert bool(found) == bool(word)


# --- points -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("speed", "points"),
    [
        (Speed(verdict=Pace.FASTER, ratio=0.5, low=0.4, high=0.6), 2),
        (Speed(verdict=Pace.SLOWER, ratio=2.9, low=2.8, high=3.4), 2),
        (Speed(verdict=Pace.SLOWER, ratio=3.4, low=3.1, high=3.8), 0),
        (Speed(verdict=Pace.SLOWER, ratio=300.0, low=300.0), 0),
        (Speed(verdict=Pace.VOID), 0),
    ],
)
def test_marks_for_speed_where_the_course_says_so(mini: Course, speed: Speed, points: float) -> None:
    exercise = mini.exercises[0]
    assert with_points(speed, exercise) == speed
    worth = msgspec.structs.replace(exercise, speed=SpeedPoints(limit=3.0, points=2))
    scored = with_points(speed, worth)
    assert (scored.points, scored.max_points, scored.limit) == (points, 2, 3.0)
    result = ExerciseResult(id="x", verdict=Verdict.ACCEPTED, points=6, max_points=6, duration_s=0, tasks=())
    assert (with_speed(result, scored).points, with_speed(result, scored).max_points) == (6 + points, 8)


# --- measuring ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def watch() -> Iterator[Stopwatch]:
    walls, _ = choose(Want.AUTO, ())
    with Engine(Course.read(ROOT), sandbox=walls) as engine, Stopwatch(engine) as watch:
        yield watch


@pytest.fixture
def exercise(watch: Stopwatch) -> Exercise:
    return watch.engine.course.get("box_iou")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """As few rounds as tell a program that takes twice as long."""
    monkeypatch.setattr(measurement, "TARGET_S", 1.0)
    monkeypatch.setattr(measurement, "OTHERS_S", 0.1)
    monkeypatch.setattr(measurement, "GROWTH_S", 0.1)


def time_program(watch: Stopwatch, exercise: Exercise, head: str = "", tail: str = "") -> Speed:
    """The speed of the reference with something before and after it."""
    source = head + watch.engine.course.reference(exercise).read_text() + textwrap.dedent(tail)
    return watch.time(exercise, SourceFile(where="student.py", data=source.encode())).speed


def test_everything_is_told_of_the_reference_itself(watch: Stopwatch, exercise: Exercise) -> None:
    speed = time_program(watch, exercise)
    assert speed.verdict in (Pace.EQUAL, Pace.UNCLEAR)
    assert speed.ratio == pytest.approx(1.0, abs=0.25)
    assert speed.others["naive"].low > 5 * speed.others["library"].high
    assert set(speed.growth) == {"submission", "reference", "naive", "library"}
    assert speed.growth["naive"].slope == pytest.approx(2.0, abs=0.3)
    assert list(speed.growth["reference"].seconds) == sorted(speed.growth["reference"].seconds)
    assert speed.sizes == (50, 150, 450)


TWICE = """
inner = iou_matrix
def iou_matrix(a, b):
    inner(a, b)
    return inner(a, b)
"""


@pytest.mark.usefixtures("quick")
def test_a_program_that_takes_twice_as_long_is_slower(watch: Stopwatch, exercise: Exercise) -> None:
    speed = time_program(watch, exercise, tail=TWICE)
    assert speed.verdict is Pace.SLOWER
    assert speed.ratio == pytest.approx(2.0, rel=0.3)
    assert "Slower" in words.words(speed)


#: Each does the work twice, so that it should be found slower, and something else to hide it.
CHEATS = {
    "caches what it has seen": """
        known = {}
        inner = iou_matrix
        def iou_matrix(a, b):
            key = a.tobytes() + b.tobytes()
            if key not in known:
                inner(a, b)
                known[key] = inner(a, b)
            return known[key]
    """,
    "turns back every clock": """
        import time
        inner = iou_matrix
        for name in ("time", "monotonic", "perf_counter", "process_time", "time_ns", "monotonic_ns", "perf_counter_ns"):
            setattr(time, name, lambda: 0)
        def iou_matrix(a, b):
            inner(a, b)
            return inner(a, b)
    """,
    "splits the work between two threads": """
        from concurrent.futures import ThreadPoolExecutor
        pool = ThreadPoolExecutor(2)
        inner = iou_matrix
        def iou_matrix(a, b):
            halves = np.array_split(a, 2)
            for _ in range(2):
                result = np.concatenate(list(pool.map(lambda half: inner(half, b), halves)))
            return result
    """,
    "keeps the other one from working": """
        import threading
        inner = iou_matrix
        def spin():
            x = np.random.rand(300, 300)
            while True:
                x @ x
        def iou_matrix(a, b):
            if threading.active_count() < 4:
                threading.Thread(target=spin, daemon=True).start()
            inner(a, b)
            return inner(a, b)
    """,
    "lets processes work that nobody counts": """
        import os, pickle, signal
        inner = iou_matrix
        def iou_matrix(a, b):
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            reading, writing = os.pipe()
            if not os.fork():
                inner(a, b)
                os.write(writing, b"1")
                os._exit(0)
            result = inner(a, b)
            os.read(reading, 1)
            os.close(reading)
            os.close(writing)
            return result
    """,
    "waits while a helper works": """
        import os
        import multiprocessing.shared_memory
        inner = iou_matrix
        def serve(reading, writing, size):
            import pickle
            while True:
                a, b = pickle.loads(read_all(reading))
                inner(a, b)
                write_all(writing, pickle.dumps(inner(a, b)))
        def write_all(fd, data):
            os.write(fd, len(data).to_bytes(8, "little"))
            view = memoryview(data)
            while view:
                view = view[os.write(fd, view):]
        def read_all(fd):
            count = int.from_bytes(os.read(fd, 8), "little")
            data = b""
            while len(data) < count:
                data += os.read(fd, count - len(data))
            return data
        to_helper, to_me = os.pipe(), os.pipe()
        if not os.fork():
            serve(to_helper[0], to_me[1], 0)
        def iou_matrix(a, b):
            import pickle
            write_all(to_helper[1], pickle.dumps((a, b)))
            return pickle.loads(read_all(to_me[0]))
    """,
}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", CHEATS)
def test_nothing_but_less_work_makes_a_program_faster(watch: Stopwatch, exercise: Exercise, name: str) -> None:
    if "processes" in name and watch.engine.sandbox.level != "full":
        pytest.skip("only a sandbox with process numbers of its own can count them")
    speed = time_program(watch, exercise, tail=CHEATS[name])
    assert speed.verdict in (Pace.SLOWER, Pace.VOID), (speed.ratio, speed.low, speed.high, speed.message)


LAZY = """
    import threading
    inner = iou_matrix
    def iou_matrix(a, b):
        if len(a) < 40:
            return inner(a, b)
        result = np.zeros((len(a), len(b)))
        def fill():
            result[:] = inner(a, b)
        threading.Thread(target=fill).start()
        return result
"""
GUESSES = """
    inner = iou_matrix
    def iou_matrix(a, b):
        return inner(a, b) if len(a) < 40 else np.full((len(a), len(b)), 0.1)
"""


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("tail", [LAZY, GUESSES], ids=["fills its result later", "guesses where it takes long"])
def test_wrong_results_make_a_speed_void(watch: Stopwatch, exercise: Exercise, tail: str) -> None:
    speed = time_program(watch, exercise, tail=tail)
    assert speed.verdict is Pace.VOID
    assert "the results are not the reference's" in speed.message
    assert speed.ratio is None


@pytest.mark.usefixtures("quick")
def test_what_takes_far_too_long_is_not_waited_for(watch: Stopwatch, exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "LEAST_S", 0.5)
    monkeypatch.setattr(rounds, "PATIENCE", 10.0)
    sleeps = "\ninner = iou_matrix\ndef iou_matrix(a, b):\n    import time\n    time.sleep(5)\n"
    speed = time_program(watch, exercise, tail=sleeps)
    assert speed.verdict is Pace.SLOWER
    assert speed.ratio is not None
    assert speed.ratio > 5
    assert "not waited for" in words.words(speed)


@pytest.mark.usefixtures("quick")
def test_a_crash_makes_a_speed_void_and_the_next_one_is_measured(watch: Stopwatch, exercise: Exercise) -> None:
    crash = "\ndef iou_matrix(a, b):\n    import os\n    os._exit(3)\n"
    assert time_program(watch, exercise, tail=crash).verdict is Pace.VOID
    assert time_program(watch, exercise, tail=TWICE).verdict is Pace.SLOWER


# --- bench files --------------------------------------------------------------------------------------------------------------


def change_bench_file(course: Course, change: str) -> None:
    path = course.benchmark(course.exercises[0])
    old, new = change.split(" -> ")
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.parametrize(
    ("change", "words_of_it"),
    [
        ("x + y for -> x - y for", "naive and the reference disagree at size"),
        ("BENCHMARK = -> OTHER =", "has no function"),
        ("sizes=(4000, 20_000, 200_000) -> sizes=(1000, 4000)", "at least three sizes"),
        ('"add" -> "addd"', "addd"),
        ("tuple(rng.normal -> tuple(rng.abnormal", "abnormal"),
    ],
)
def test_a_bench_file_that_cannot_be_used_is_said_so(own_mini: Course, change: str, words_of_it: str) -> None:
    change_bench_file(own_mini, change)
    exercise = own_mini.exercises[0]
    source = own_mini.reference(exercise).read_bytes()
    with Engine(own_mini) as engine, Stopwatch(engine) as watch, pytest.raises(BadBenchmark, match=words_of_it):
        watch.time(exercise, SourceFile(where="", data=source))


def test_sizes_ascend() -> None:
    with pytest.raises(ValueError, match="ascending"):
        Benchmark("f", inputs=lambda _rng, size: (size,), sizes=(3, 2, 1), unit="things")


# --- commands -----------------------------------------------------------------------------------------------------------------


def test_bench_writes_a_table_a_picture_and_what_pytest_benchmark_reads(own_mini: Course, tmp_path: Path) -> None:
    reference = own_mini.reference(own_mini.exercises[0])
    own_mini.stub(own_mini.exercises[0]).write_text(reference.read_text())
    done = deepkata("bench", "arithmetic", "--output", tmp_path / "out", cwd=own_mini.root, code=0)
    for word in ("add, 200000 numbers", "plain loop", "np.add", "yours", "pairs of fresh workers"):
        assert word in done.stdout
    assert (tmp_path / "out" / "exercises-1_basics-arithmetic.png").read_bytes().startswith(b"\x89PNG")
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    speed = report["submissions"][0]["exercises"][0]["speed"]
    assert speed["verdict"] in ("equal", "unclear", "faster", "slower")
    assert speed["low"] <= speed["ratio"] <= speed["high"]
    assert set(speed["others"]) == {"naive", "library"}
    compared = subprocess.run(
        [sys.executable, "-m", "pytest_benchmark", "compare", str(tmp_path / "out" / "benchmark.json"), f"--histogram={tmp_path / 'plot'}"],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert "submission[200000]" in compared.stdout
    assert len(list(tmp_path.glob("plot*.svg"))) == 3


def test_only_accepted_programs_are_measured(own_mini: Course) -> None:
    done = deepkata("bench", cwd=own_mini.root, code=1)
    assert "only a program that passes every task is measured" in done.stdout


def test_bench_says_what_it_does_not_know(own_mini: Course) -> None:
    assert "Did you mean arithmetic" in deepkata("bench", "aritmetic", cwd=own_mini.root, code=2).stderr
    assert "There is no file" in deepkata("bench", "arithmetic", "--program", "nothing.py", cwd=own_mini.root, code=2).stderr
    own_mini.benchmark(own_mini.exercises[0]).unlink()
    assert "None of these exercises has a benchmark" in deepkata("bench", cwd=own_mini.root, code=2).stderr


def pytest_run(course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *arguments]
    return subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)


def test_bench_files_run_in_plain_pytest_where_they_are_asked_for(own_mini: Course) -> None:
    bench = str(own_mini.benchmark(own_mini.exercises[0]).relative_to(own_mini.root))
    solution = str(own_mini.reference(own_mini.exercises[0]))
    fast = ["--benchmark-max-time=0.01", "--benchmark-min-rounds=1"]
    done = pytest_run(own_mini, "--benchmark-only", bench, "--program", solution, *fast, "--benchmark-json=own.json")
    assert "12 passed" in done.stdout, done.stdout
    own = json.loads((own_mini.root / "own.json").read_text())
    assert {entry["group"] for entry in own["benchmarks"]} == {f"1_basics/arithmetic[{size}]" for size in (4000, 20_000, 200_000)}
    assert own["machine_info"]["deepkata"]["packages"]["numpy"]
    done = pytest_run(own_mini, "--benchmark-only", bench, *fast)  # the stub
    assert "9 passed, 3 skipped" in done.stdout, done.stdout
    assert "bench_arithmetic" not in pytest_run(own_mini, "--collect-only", "tests/1_basics/arithmetic").stdout


def test_grade_measures_speed_where_it_is_asked_to(own_mini: Course, tmp_path: Path) -> None:
    exercise = own_mini.exercises[0]
    manifest = own_mini.root / "exercises" / "course.toml"
    manifest.write_text(manifest.read_text() + "[exercises.speed]\nlimit = 50.0\npoints = 2\n")
    for name, source in (("ann", own_mini.reference(exercise)), ("bob", own_mini.stub(exercise))):
        path = tmp_path / "class" / name / f"{exercise.id}.py"
        path.parent.mkdir(parents=True)
        path.write_text(source.read_text())
    arguments = ("grade", tmp_path / "class", "--speed", "--output", tmp_path / "out", "--no-diagnosis")
    done = deepkata(*arguments, cwd=own_mini.root, code=1)
    assert "×" in done.stdout
    ann, bob = json.loads((tmp_path / "out" / "report.json").read_text())["submissions"]
    assert ann["exercises"][0]["speed"]["ratio"] > 0
    assert (ann["points"], ann["max_points"]) == (8, 8)
    assert (bob["points"], bob["max_points"], bob["exercises"][0]["speed"]["verdict"]) == (0, 8, "void")
    before = ann["exercises"][0]["speed"]
    deepkata(*arguments, cwd=own_mini.root, code=1)
    again = json.loads((tmp_path / "out" / "report.json").read_text())["submissions"][0]["exercises"][0]["speed"]
    assert again == before  # kept, not measured again


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("rtol=0.5 -> rtol=0.5", ""),
        ("x + y for -> x - y for", "disagree"),
        ("x + y for -> (x + y) * 1.2 for", ""),
        ("x + y for -> (x + y) * 1.4 for", "within the tolerance (rtol=0.5, atol=0.0001), but near it"),
        ("sizes=(4000, 20_000, 200_000) -> sizes=(1, 2, 3)", "cannot be told from noise"),
    ],
)
def test_verify_tries_the_benchmark(own_mini: Course, change: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = own_mini.exercises[0]
    path = own_mini.benchmark(exercise)
    path.write_text(path.read_text().replace("library=np.add,", "library=np.add,\n    rtol=0.5,"))
    change_bench_file(own_mini, change)
    # however quick this machine is, and however busy
    monkeypatch.setattr(measurement, "SHORTEST_S", 0.1 if "sizes" in change else 0.0)
    source = SourceFile(where="", data=own_mini.reference(exercise).read_bytes())
    with Engine(own_mini) as engine, Stopwatch(engine) as watch:
        try:
            found = " ".join(watch.check(exercise, source))
        except BadBenchmark as error:
            found = str(error)
    assert said in found
    assert bool(found) == bool(said)
