"""How far a speed can be trusted: the reference against itself, and a program that is 1.5 times slower, many times over.

Every second trial has another process loading one core. The reference must never be called faster or slower, the slower
program must be found in 95 % of the trials, and one measurement must take 20 s at most. The exit code is 1 if not.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from tables import write

from deepkata.bench.session import Stopwatch
from deepkata.course import Course
from deepkata.handed_in import SourceFile
from deepkata.judge.engine import Engine
from deepkata.manifest import Exercise
from deepkata.sandbox import Want, choose
from deepkata.verdicts import Pace, Speed

FOUND = 0.95
BAR_S = 20.0
#: Does what the reference does, then stays busy for half as long again.
SLOWER = """

def _half_as_long_again(function):
    import functools, time

    @functools.wraps(function)
    def slower(*arguments, **keywords):
        started = time.perf_counter()
        result = function(*arguments, **keywords)
        until = started + 1.5 * (time.perf_counter() - started)
        while time.perf_counter() < until:
            pass
        return result

    return slower


{name} = _half_as_long_again({name})
"""


@contextlib.contextmanager
def load(on: bool) -> Iterator[None]:
    """Another process that keeps one core busy, as long as this one is there."""
    if not on:
        yield
        return
    process = subprocess.Popen([sys.executable, "-c", f"import os\nwhile os.getppid() == {os.getpid()}: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def trials(
    watch: Stopwatch, exercise: Exercise, source: bytes, count: int, words: str, console: Console
) -> tuple[list[Speed], list[float]]:
    speeds, seconds = [], []
    for number in range(count):
        with load(number % 2 == 1):
            started = time.monotonic()
            speed = watch.time(exercise, SourceFile(where=words, data=source)).speed
            seconds.append(time.monotonic() - started)
        speeds.append(speed)
        loaded = "with load" if number % 2 else "         "
        console.print(
            f"{words} {number + 1:3d}/{count} {loaded} {speed.verdict.value:8} {speed.ratio or 0:.3f}"
            f" [{speed.low or 0:.3f}, {speed.high or 0:.3f}] {speed.pairs} pairs, {seconds[-1]:.1f} s {speed.message}"
        )
    return speeds, seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exercise", default="box_iou")
    parser.add_argument("--trials", type=int, default=200, help="of the reference against itself")
    parser.add_argument("--slower", type=int, default=100, help="of the slower program")
    parser.add_argument("--markdown", type=Path, help="write the result to this file as well")
    options = parser.parse_args()
    course = Course.find()
    exercise = course.get(options.exercise)
    walls, _ = choose(Want.AUTO, ())
    console = Console(highlight=False, soft_wrap=True)
    reference = course.reference(exercise).read_bytes()
    with Engine(course, sandbox=walls) as engine, Stopwatch(engine) as watch:
        engine.warm(exercise)
        engine.wait(exercise)
        same, seconds = trials(watch, exercise, reference, options.trials, "itself", console)
        function = same[0].function if same else watch.time(exercise, SourceFile(where="", data=reference)).speed.function
        slow = reference + SLOWER.format(name=function).encode()
        slower, more = trials(watch, exercise, slow, options.slower, "slower", console)
    counts = Counter(speed.verdict for speed in same)
    wrong = counts[Pace.FASTER] + counts[Pace.SLOWER] + counts[Pace.VOID]
    found = sum(speed.verdict is Pace.SLOWER for speed in slower)
    took = sorted(seconds + more)
    console.print(f"\n{exercise.id}, sandbox {walls.level}")
    console.print("itself: " + ", ".join(f"{count} {pace.value}" for pace, count in counts.items()))
    if same:
        ratios = sorted(speed.ratio or 0 for speed in same)
        console.print(f"its ratio: {ratios[0]:.3f} to {ratios[-1]:.3f}, median {statistics.median(ratios):.3f}")
    if slower:
        console.print(
            f"1.5 times slower: found in {found} of {len(slower)}; median ratio {statistics.median(s.ratio or 0 for s in slower):.3f}"
        )
    write(
        options.markdown,
        f"Of `{exercise.name}`, the reference, measured against itself, was called neither faster nor slower in {len(same) - wrong} of "
        f"{len(same)} measurements, half of them with another process on one of the cores. A program that was 1.5 times slower was "
        f"found in {found} of {len(slower)}. A measurement took {statistics.median(took):.1f} s.",
    )
    console.print(f"a measurement: median {statistics.median(took):.1f} s, longest {took[-1]:.1f} s")
    return int(wrong > 0 or found < FOUND * len(slower) or statistics.median(took) > BAR_S)


if __name__ == "__main__":
    sys.exit(main())
