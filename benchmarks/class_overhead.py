"""What grading a class costs: time per submission, exercise and core, minus the calls that the suites make.

A class of 100 is made from the accepted and the wrong programs of the exercises without TensorFlow, with one submission
that hangs and one that crashes, and is judged as ``deepkata grade`` does it. Memory is that of the grader's own
processes (proportional set size), without the workers. The exit code is 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
from rich.console import Console

from deepkata.course import Course, Exercise
from deepkata.handed_in import read_file
from deepkata.judge.engine import Engine
from deepkata.sandbox import Want, choose

BAR_S = 0.1
BAR_MB = 500
HANGS = "while True:\n        pass"
CRASHES = "__import__('ctypes').string_at(0)"


def broken(exercise: Exercise, body: str) -> str:
    """A program all of whose functions do the same."""
    return "\n\n".join(f"def {name}(*arguments, **keywords):\n    {body}\n" for name in exercise.functions)


def make_class(course: Course, exercises: list[Exercise], folder: Path, size: int) -> list[Path]:
    """Folders of submissions, laid out like ``exercises/``; nearly half of the files are right."""
    chance = random.Random(1)
    for exercise in exercises:
        right = [*course.programs(exercise, "accepted"), course.reference(exercise)]
        wrong = course.programs(exercise, "wrong_answer")
        for number in range(size):
            text = chance.choice(chance.choice([right, wrong])).read_text(encoding="utf-8")
            text = {size // 3: broken(exercise, HANGS), size // 2: broken(exercise, CRASHES)}.get(number, text)
            path = folder / f"student{number:03d}" / f"{exercise.id}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


def grader_memory() -> float:
    """Megabytes of this process and of all judges below it; workers run under bwrap or as deepkata.worker."""
    own = psutil.Process()
    total = 0.0
    for process in [own, *own.children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            words = process.cmdline()
            if process == own or "deepkata.judge.ready" in words:
                total += process.memory_full_info().pss / 2**20
    return total


class Peak(threading.Thread):
    """Looks at the grader's memory now and then."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.megabytes = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(2):
            self.megabytes = max(self.megabytes, grader_memory())


def lane(course: Course, sandbox: Want, jobs: Iterator[tuple[Exercise, Path]], lock: threading.Lock) -> tuple[float, float, int]:
    """Judge what is left until nothing is; seconds taken, of these in calls, and how many."""
    calls, count, held = 0.0, 0, None
    walls, _ = choose(sandbox, ())
    with Engine(course, sandbox=walls, many=True) as engine:
        started = time.monotonic()
        while True:
            with lock:
                exercise, folder = next(jobs, (None, None))
            if exercise is None or folder is None:
                return time.monotonic() - started, calls, count
            if held not in (None, exercise):
                engine.rest(held)
            held = exercise
            run = engine.run(exercise, read_file(folder / f"{exercise.id}.py", inside=folder))
            calls += sum(test.calls_s for test in run.tests)
            count += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100, help="submissions in the class")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="lanes")
    parser.add_argument("--exercise", action="append", help="only this one; may be given several times")
    parser.add_argument("--sandbox", choices=["full", "uid", "none"], default="full")
    options = parser.parse_args()
    course = Course.find()
    chosen = [course.get(name) for name in options.exercise or ()] or list(course)
    exercises = [exercise for exercise in chosen if exercise.profile == "light"]
    folder = Path(tempfile.mkdtemp())
    submissions = make_class(course, exercises, folder, options.size)
    jobs = iter([(exercise, submission) for exercise in exercises for submission in submissions])
    lock = threading.Lock()
    peak = Peak()
    peak.start()
    with ThreadPoolExecutor(options.jobs) as pool:
        lanes = [pool.submit(lane, course, Want(options.sandbox), jobs, lock) for _ in range(options.jobs)]
        took = [future.result() for future in lanes]
    peak.over.set()
    shutil.rmtree(folder)
    seconds, calls, count = (sum(column) for column in zip(*took, strict=True))
    overhead = (seconds - calls) / count
    Console().print(
        f"{count} files, sandbox {options.sandbox}, {options.jobs} lanes: {seconds / options.jobs:.1f} s; "
        f"{seconds / count:.3f} s per file and core, of which calls {calls / count:.3f} s, overhead {overhead:.3f} s (bar {BAR_S} s); "
        f"grader's memory at most {peak.megabytes:.0f} MB (bar {BAR_MB} MB)"
    )
    return 1 if overhead > BAR_S or peak.megabytes > BAR_MB else 0


if __name__ == "__main__":
    sys.exit(main())
