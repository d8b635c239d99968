"""What grading a class costs: time per submission, exercise and core, minus the calls that the suites make.

A class of 100 is made from the accepted and the wrong programs of the exercises without TensorFlow, with one submission
that hangs and one that crashes, and is judged as ``deepkata grade`` does it. With ``--each N`` everybody hands in N exercises,
drawn by lot; with ``--hostile`` every tenth file is one of the hostile programs of tests/kit. Every other file must get
the verdict of the folder that it is from. Memory is that of the grader's own processes (proportional set size), without the
workers. It is flat if what those that live long have allocated (anonymous pages, shared after a fork or not) is no more in the
last quarter of a life than in the second one, but for a tenth: the grader, the suite servers, each exercise's ready judge. A judge's
fork lives for a few programs and counts in the whole. The exit code is 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import statistics
import sys
import tempfile
import textwrap
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import psutil
from rich.console import Console
from tables import write

from deepkata.course import Course
from deepkata.grading.local import LocalPool
from deepkata.handed_in import read_file
from deepkata.judge.engine import Engine
from deepkata.judge.score import score
from deepkata.manifest import Exercise
from deepkata.sandbox import Want, choose
from deepkata.verdicts import ExerciseResult, SuiteRun

BAR_S = 0.1
BAR_MB = 500
#: Times the memory of the second quarter of a process's life that the last one may take.
GROWTH_BAR = 1.1
#: Looks at a process, a second apart, from which its growth is told.
FEW = 12
HANGS = "while True:\n        pass"
CRASHES = "__import__('ctypes').string_at(0)"


def broken(exercise: Exercise, body: str) -> str:
    """A program all of whose functions do the same."""
    return "\n\n".join(f"def {name}(*arguments, **keywords):\n    {body}\n" for name in exercise.functions)


def hostile(exercise: Exercise) -> list[str]:
    """The hostile programs, each with its misdeeds in all functions of the exercise; those that need their own course are harmless."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "kit"))
    from hostile_class import cases  # noqa: PLC0415 - data of the engine's own tests

    found = []
    for case in cases().values():
        bodies = [body for body in (case.add, case.mean, case.save) if body]
        if case.text is None and not case.hex and (bodies or case.head):
            body = textwrap.indent((bodies or ["return a"])[0].strip(), "    ")
            parts = [f"def {name}(a=None, b=None, path='x', text='', *_, **__):\n{body}\n" for name in exercise.functions]
            found.append("\n\n".join([case.head, *parts]))
    return found


def make_class(course: Course, exercises: list[Exercise], folder: Path, size: int, each: int, *, attacked: bool) -> dict[Path, str]:
    """Submissions laid out like ``exercises/``, and the verdict that each file must get; nearly half are right.

    Nothing is expected of those that hang, crash or attack.
    """
    chance = random.Random(1)
    wanted = {}
    for exercise in exercises:
        programs = {
            verdict: course.programs(exercise, verdict) for verdict in ("accepted", "wrong_answer") if course.programs(exercise, verdict)
        }
        attacks = hostile(exercise) if attacked else []
        for number in range(size):
            lot = random.Random(number).sample(range(len(exercises)), min(each, len(exercises)))
            if exercises.index(exercise) not in lot:
                continue
            verdict = chance.choice(list(programs))
            text = chance.choice(programs[verdict]).read_text(encoding="utf-8")
            if number in (size // 3, size // 2):
                verdict, text = "", broken(exercise, HANGS if number == size // 3 else CRASHES)
            elif attacks and chance.random() < 0.1:
                verdict, text = "", chance.choice(attacks)
            path = folder / f"student{number:03d}" / f"{exercise.id}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            wanted[path] = verdict
    return wanted


class Memory(threading.Thread):
    """Looks at the grader's memory now and then: megabytes of this process, and of all judges below it.

    Workers run under bwrap or as deepkata.worker, and are not looked at.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self.allocated: dict[str, list[float]] = defaultdict(list)  # of those that live long
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(1):
            self.most = max(self.most, self.look())

    def look(self) -> float:
        """All that is there now; notes who has allocated how much."""
        own = psutil.Process()
        total = 0.0
        for process in [own, *own.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                if process != own and "deepkata.judge.suite_server" not in process.cmdline():
                    continue
                size = process.memory_full_info()
                total += size.pss / 2**20
                name, parent = process.name(), process.parent()
                if own in (process, parent) or (parent and name != parent.name()):  # a judge's fork has its name
                    role = "the grader" if process == own else f"{name} {process.pid}"
                    self.allocated[role].append((size.rss - size.shared) / 2**20)
        return total

    def growth(self) -> tuple[float, str]:
        """What has grown most: the memory of the last quarter of its life beside that of the second one, for exercises do differ.

        Returns how many times it has what it had, and that in words.
        """
        quarters = {name: (sizes, len(sizes) // 4) for name, sizes in self.allocated.items() if len(sizes) >= FEW}
        medians = (
            (name, statistics.median(sizes[quarter : 2 * quarter]), statistics.median(sizes[-quarter:]))
            for name, (sizes, quarter) in quarters.items()
        )
        grown = (
            (later / early, f"{name}, from {early:.1f} to {later:.1f} MB, {later / early:.3f} times") for name, early, later in medians
        )
        return max(grown, default=(1.0, "nothing"))


class File(NamedTuple):
    """One file to be judged, and the verdict that it must get; empty for one that hangs, crashes or attacks."""

    exercise: str
    path: Path
    wanted: str


class Tally:
    """What the workers found together."""

    def __init__(self, course: Course, sandbox: Want) -> None:
        self.course = course
        self.walls, _ = choose(sandbox, ())
        self.own = threading.local()
        self.engines: list[Engine] = []
        self.lock = threading.Lock()
        self.seconds = self.calls = 0.0
        self.by_exercise: dict[str, list[float]] = defaultdict(list)
        self.files = 0
        self.attacks = 0
        self.surprises: list[str] = []

    def judge(self, file: File) -> None:
        """Judge one file as a worker of ``deepkata grade`` does."""
        exercise = self.course.get(file.exercise)
        started = time.monotonic()
        if not hasattr(self.own, "engine"):
            self.own.engine = Engine(self.course, sandbox=self.walls, many=True)
            self.engines.append(self.own.engine)
        self.own.engine.only(exercise)
        run = self.own.engine.run(exercise, read_file(file.path, inside=file.path.parent.parent))
        self.add(file, score(exercise, run), run, time.monotonic() - started)

    def add(self, file: File, result: ExerciseResult, run: SuiteRun, seconds: float) -> None:
        """Note one file; the time of attacks does not count, as nobody knows what they wait for."""
        verdicts = {task.verdict.value for task in result.tasks}
        calls = sum(test.calls_s for test in run.tests)
        with self.lock:
            if not file.wanted:
                self.attacks += 1
                return
            self.seconds += seconds
            if file.wanted not in verdicts or (file.wanted == "accepted" and len(verdicts) > 1):
                name = f"{file.path.parent.parent.name}/{file.exercise}"
                self.surprises.append(f"{name}: {', '.join(sorted(verdicts))} instead of {file.wanted}")
            self.files += 1
            self.calls += calls
            self.by_exercise[result.id].append(run.duration_s - calls)

    def close(self) -> None:
        for engine in self.engines:
            engine.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100, help="submissions in the class")
    parser.add_argument("--each", type=int, default=1000, help="exercises that each hands in; else all")
    parser.add_argument("--hostile", action="store_true", help="make every tenth file a hostile one")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="workers")
    parser.add_argument("--exercise", action="append", help="only this one; may be given several times")
    parser.add_argument("--sandbox", choices=["full", "uid", "none"], default="full")
    parser.add_argument("--markdown", type=Path, help="write the result to this file as well")
    options = parser.parse_args()
    course = Course.find()
    chosen = [course.get(name) for name in options.exercise or ()] or list(course)
    exercises = [exercise for exercise in chosen if exercise.profile == "light" and not course.lacking(exercise)]
    folder = Path(tempfile.mkdtemp())
    wanted = make_class(course, exercises, folder, options.size, options.each, attacked=options.hostile)
    tally = Tally(course, Want(options.sandbox))
    memory = Memory()
    memory.start()
    started = time.monotonic()
    with LocalPool(options.jobs) as executor:
        files = [File(f"{path.parent.name}/{path.stem}", path, verdict) for path, verdict in wanted.items()]
        for future in [executor.submit(tally.judge, file) for file in files]:
            future.result()
    tally.close()
    took = time.monotonic() - started
    memory.over.set()
    shutil.rmtree(folder)
    overhead = (tally.seconds - tally.calls) / tally.files
    growth, what = memory.growth()
    Console().print(
        f"{options.size} submissions, {tally.files + tally.attacks} files, {tally.attacks} of them hang, crash or attack; sandbox {options.sandbox}, "
        f"{options.jobs} workers: {took:.0f} s. The others: {tally.seconds / tally.files:.3f} s per file and core, of which calls "
        f"{tally.calls / tally.files:.3f} s, overhead {overhead:.3f} s (bar {BAR_S} s); {len(tally.surprises)} with another verdict than theirs; "
        f"grader's memory at most {memory.most:.0f} MB (bar {BAR_MB} MB); most grown: {what} (bar {GROWTH_BAR})"
    )
    medians = sorted(((statistics.median(seconds), name) for name, seconds in tally.by_exercise.items()), reverse=True)
    Console().print("Medians, without what starting takes: " + ", ".join(f"{name} {seconds:.3f}" for seconds, name in medians))
    write(
        options.markdown,
        f"{options.size} submissions of {len(exercises)} exercises, {tally.files + tally.attacks} files, of which {tally.attacks} hang, crash "
        f"or attack: grading took {took:.0f} s in {options.jobs} workers, and the grader's processes at most {memory.most:.0f} MB. "
        f"{tally.files - len(tally.surprises)} of the {tally.files} others got the verdict that they must get. Beside the suites' calls, "
        f"a file took {overhead:.3f} s of a core.",
    )
    for surprise in tally.surprises:
        Console().print(surprise, markup=False)
    return 1 if overhead > BAR_S or memory.most > BAR_MB or tally.surprises or growth > GROWTH_BAR else 0


if __name__ == "__main__":
    sys.exit(main())
