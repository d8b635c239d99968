"""What judging costs: from the file's write to the verdict, minus the calls that the suite makes.

For each exercise, in one run: a save judged by the warm engine (the call that a watching screen makes), and a cold
``pytest`` on the same file for comparison. Medians; the exit code is 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from tables import Figures, bar, write

from deepkata.course import Course
from deepkata.judge.engine import Engine
from deepkata.manifest import Exercise
from deepkata.verdicts import Verdict

#: Seconds of overhead that a save may cost: of small exercises, and of those with TensorFlow or Keras.
BARS_S = 0.3, 1.0


def save_to_verdict(engine: Engine, exercise: Exercise, source: bytes, target: Path, number: int) -> tuple[float, float]:
    """Seconds from the write of a changed file to its verdict, and of the calls among them."""
    started = time.monotonic()
    target.write_bytes(source + f"\n# save {number}\n".encode())
    run = engine.run(exercise, target)
    took = time.monotonic() - started
    if {test.verdict for test in run.tests} != {Verdict.ACCEPTED}:
        raise SystemExit(f"{exercise.id}: the reference is not accepted: {run.error}")
    return took, sum(test.calls_s for test in run.tests)


def cold_pytest(course: Course, exercise: Exercise, target: Path) -> float:
    """Seconds that plain pytest takes on the same file."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(course.suite(exercise)), "--program", str(target)]
    started = time.monotonic()
    subprocess.run(command, cwd=course.root, check=True, capture_output=True)
    return time.monotonic() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exercises", nargs="*", help="exercises; else all")
    parser.add_argument("--saves", type=int, default=9, help="saves per exercise")
    parser.add_argument("--cold", type=int, default=2, help="runs of cold pytest per exercise; 0: none")
    parser.add_argument("--markdown", type=Path, help="write the table to this file as well")
    options = parser.parse_args()
    course = Course.find()
    chosen = [course.get(name) for name in options.exercises] or [e for e in course if not course.lacking(e)]
    console = Console(width=110)
    overheads: dict[str, list[float]] = {}
    columns = ("exercise", "save to verdict", "suite's calls", "overhead", "bar", "cold pytest")
    figures = Figures(*columns, title=f"medians in seconds, {os.cpu_count()} cores")
    folder = Path(tempfile.mkdtemp())
    with Engine(course) as engine:
        for exercise in chosen:
            target = folder / f"{exercise.name}.py"
            source = course.reference(exercise).read_bytes()
            save_to_verdict(engine, exercise, source, target, 0)
            saves = [save_to_verdict(engine, exercise, source, target, n) for n in range(1, options.saves + 1)]
            total = statistics.median(took for took, _ in saves)
            calls = statistics.median(calls for _, calls in saves)
            overhead = statistics.median(took - calls for took, calls in saves)
            cold = statistics.median(cold_pytest(course, exercise, target) for _ in range(options.cold)) if options.cold else math.nan
            allowed = bar(exercise, *BARS_S)
            overheads.setdefault(exercise.profile, []).append(overhead)
            numbers = f"{total:.2f}", f"{calls:.2f}", f"{overhead:.2f}", f"{allowed:.1f}", f"{cold:.2f}"
            console.print(exercise.id, *numbers)
            figures.add(exercise.name, *numbers, missed=overhead > allowed)
            engine.rest(exercise)
    shutil.rmtree(folder)
    figures.show(console)
    summary = [
        f"{profile}: median overhead {statistics.median(values):.2f} s, most {max(values):.2f} s, {len(values)} exercises"
        for profile, values in overheads.items()
    ]
    console.print("\n".join(summary))
    write(options.markdown, figures.markdown(), "; ".join(summary) + ".")
    return 1 if any(figures.missed) else 0


if __name__ == "__main__":
    sys.exit(main())
