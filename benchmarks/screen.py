"""What a student waits for, measured on the real screen in a real terminal (tmux), on a copy of the course.

From start to the first painted screen; from a file's write to the painted verdict, for one exercise of each topic, beside
plain pytest; what the screen uses when nothing happens, and how much memory all of it takes. The verdict that is waited
for has the number of the save in it. Medians; the exit code is 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from rich.console import Console
from tables import Figures, bar, write

from deepkata.course import Course
from deepkata.judge.engine import Engine
from deepkata.learn.progress import FOLDER
from deepkata.manifest import Exercise

#: Seconds of overhead that a save may cost, of small exercises and of others; seconds to the first screen; share of a core when idle.
BARS_S = 0.3, 1.0
START_BAR_S, IDLE_BAR = 1.5, 0.01
LONGEST_S = 90.0
LOOK_S = 0.004


class Terminal:
    """The screen in a terminal of its own."""

    def __init__(self, root: Path, exercise: Exercise, folder: Path) -> None:
        self.tmux = ["tmux", "-S", str(folder / "tmux"), "-f", os.devnull]
        command = f"{sys.executable} -m deepkata --course {root} learn --no-speed {exercise.name}"
        self.started = time.monotonic()
        self.run("new-session", "-d", "-x", "120", "-y", "40", command)
        self.pid = int(self.run("list-panes", "-F", "#{pane_pid}"))

    def run(self, *words: str) -> str:
        return subprocess.run([*self.tmux, *words], capture_output=True, text=True, check=True).stdout

    def sees(self, words: str) -> float:
        """The time at which the words are on the screen."""
        end = time.monotonic() + LONGEST_S
        while words not in (screen := self.run("capture-pane", "-p")):
            if time.monotonic() > end:
                raise SystemExit(f"{words!r} never came; the screen says:\n{screen}")
            time.sleep(LOOK_S)
        return time.monotonic()

    def processes(self) -> list[psutil.Process]:
        own = psutil.Process(self.pid)
        return [own, *own.children(recursive=True)]

    def close(self) -> None:
        self.run("kill-server")


def broken(course: Course, exercise: Exercise, number: int) -> bytes:
    """The reference, whose last function fails with a number: all else is judged as ever."""
    source = course.reference(exercise).read_text(encoding="utf-8")
    return f'{source}\n\ndef {exercise.functions[-1]}(*_, **__):\n    raise ValueError("save {number}")\n'.encode()


def copy_of(course: Course, folder: Path) -> Course:
    away = shutil.ignore_patterns(".git", ".nox", "reports", FOLDER, "__pycache__", "kit", ".*_cache")
    return Course.read(Path(shutil.copytree(course.root, folder / "course", ignore=away)))


def idle(terminal: Terminal, seconds: float) -> float:
    """The share of a core that everything uses when nothing happens."""
    before = sum(sum(process.cpu_times()[:2]) for process in terminal.processes())
    time.sleep(seconds)
    return (sum(sum(process.cpu_times()[:2]) for process in terminal.processes()) - before) / seconds


def memory(terminal: Terminal) -> float:
    return float(sum(process.memory_full_info().pss for process in terminal.processes()) / 2**20)


def plain_pytest(course: Course, exercise: Exercise) -> float:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(course.suite(exercise))]
    started = time.monotonic()
    subprocess.run(command, cwd=course.root, check=False, capture_output=True)
    return time.monotonic() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exercises", nargs="*", help="exercises; else the first of each topic")
    parser.add_argument("--saves", type=int, default=9, help="saves per exercise")
    parser.add_argument("--idle", type=float, default=20.0, help="seconds of doing nothing")
    parser.add_argument("--markdown", type=Path, help="write the table to this file as well")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    course = copy_of(Course.find(), folder)
    firsts = {exercise.topic: exercise for exercise in reversed(course.exercises) if not course.lacking(exercise)}
    chosen = [course.get(name) for name in options.exercises] or list(reversed(firsts.values()))
    columns = ("exercise", "first screen", "save to paint", "suite's calls", "overhead", "bar", "plain pytest", "idle", "memory")
    figures = Figures(*columns, title=f"medians in seconds, {os.cpu_count()} cores")
    for exercise in chosen:
        terminal = Terminal(course.root, exercise, folder)
        try:
            first = terminal.sees(f"{exercise.name}: ") - terminal.started
            terminal.sees("judged in")
            took = []
            for number in range(1, options.saves + 1):
                data = broken(course, exercise, number)
                started = time.monotonic()
                course.stub(exercise).write_bytes(data)
                took.append(terminal.sees(f"ValueError: save {number}") - started)
                time.sleep(0.3)
            time.sleep(8)  # what is looked for after a verdict has been found by now
            used, megabytes = idle(terminal, options.idle), memory(terminal)
        finally:
            terminal.close()
        with Engine(course) as engine:
            calls = statistics.median(
                sum(test.calls_s for test in engine.run(exercise, course.stub(exercise)).tests) for _ in range(options.saves)
            )
        total, plain, allowed = statistics.median(took), plain_pytest(course, exercise), bar(exercise, *BARS_S)
        over = total - calls > allowed or first > START_BAR_S or used > IDLE_BAR
        row = f"{first:.2f}", f"{total:.2f}", f"{calls:.2f}", f"{total - calls:.2f}", f"{allowed:.1f}", f"{plain:.1f}"
        figures.add(exercise.name, *row, f"{used:.1%}", f"{megabytes:.0f} MB", missed=over)
    shutil.rmtree(folder)
    figures.show(Console(width=150))
    write(options.markdown, figures.markdown())
    return 1 if any(figures.missed) else 0


if __name__ == "__main__":
    sys.exit(main())
