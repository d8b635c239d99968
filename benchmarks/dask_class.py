"""A class on a Dask cluster of this machine: a scheduler and two workers, each a process of its own.

Without an option, a class of 100 (``--size``) is graded by two local jobs and by two Dask workers, in turns (``--rounds``):
the reports must be the same, and the throughput at least 0.9 of the local one. What the scheduler, the grader and the network
do for a file is measured beside. ``--kills`` kills 20 workers and 5 graders at random moments of further runs, whose reports
must be the same again. ``--hostile`` grades the hostile class of tests/kit, in which no neighbour's verdict may change.
``--plan`` simulates 10,000 submissions of 55 exercises with the costs given. The exit code is 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import heapq
import os
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil
from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "kit"))
from class_overhead import make_class
from conftest import MINI
from dask_cluster import DaskCluster
from hostile_class import make_class as make_hostile_class

from deepkata.course import Course
from deepkata.report import model

RATIO_BAR = 0.9
WORKER_KILLS, GRADER_KILLS = 20, 5
EXERCISES = ("box_iou", "nms", "hog", "knn_digits")
say = Console(soft_wrap=True, highlight=False, force_terminal=False).print


class Costs(NamedTuple):
    """What a file costs, in seconds of one core and in bytes: judging, the grader, the scheduler, there and back."""

    judge_s: float
    grader_s: float
    scheduler_s: float
    sent: float
    files_per_share: float = 8.0


class Used(NamedTuple):
    """Files that are finished, seconds of a core that the grader and the scheduler used for them, bytes sent on the loopback."""

    files: int
    grader_s: float
    scheduler_s: float
    sent: int


class Run(NamedTuple):
    """Seconds of a run, and what each of its files cost."""

    took: float
    grader_s: float
    scheduler_s: float
    sent: float


def cpu(pid: int) -> float:
    """Seconds of a core that a process has used."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


class Grading:
    """One course, one class, and the command that grades it."""

    def __init__(self, course: Path, place: Path, exercises: tuple[str, ...], folder: Path) -> None:
        self.reports = folder / "reports"
        self.command = [sys.executable, "-m", "deepkata", "--course", str(course), "grade", str(place), "--output", str(self.reports)]
        self.command += [word for name in exercises for word in ("--exercise", name)]

    def start(self, *options: str) -> subprocess.Popen[str]:
        return subprocess.Popen([*self.command, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def afresh(self, *options: str, beside: int = 0) -> Run:
        """Grade from nothing; ``beside``: the scheduler's process. What starting takes counts in no cost of a file."""
        shutil.rmtree(self.reports, ignore_errors=True)
        grader = self.start(*options)
        first = last = Used(0, 0.0, 0.0, 0)
        while grader.poll() is None:
            try:
                last = Used(
                    self.kept(), cpu(grader.pid), cpu(beside) if beside else 0.0, psutil.net_io_counters(pernic=True)["lo"].bytes_sent
                )
            except psutil.Error:
                break
            first = first if first.files else last
            time.sleep(0.2)
        said = grader.communicate()[0]
        found = re.search(r"judged in ([\d.]+) s", said)
        if not found:
            raise SystemExit(said)
        return Run(float(found[1]), *((last[column] - first[column]) / (last.files - first.files) for column in (1, 2, 3)))

    def kept(self) -> int:
        """How many results are kept."""
        path = self.reports / "finished.sqlite"
        if not path.is_file():
            return 0
        try:
            with sqlite3.connect(path) as database:
                return int(database.execute("SELECT count(*) FROM finished").fetchone()[0])
        except sqlite3.OperationalError:
            return 0

    def verdicts(self) -> dict[tuple[str, str, int], tuple[object, ...]]:
        """Of every task: verdict, points, message and diagnosis; seconds in a message are not compared."""
        report = model.read(self.reports / "report.json")
        return {
            (one.name, exercise.id, task.number): (task.verdict, task.points, re.sub(r"[\d.]+ s\b", "… s", task.message), task.diagnosis)
            for one in report.submissions
            for exercise in one.exercises
            for task in exercise.tasks
        }


def compare(
    name: str, wanted: dict[tuple[str, str, int], tuple[object, ...]], found: dict[tuple[str, str, int], tuple[object, ...]]
) -> int:
    """How many tasks differ; says which."""
    different = [key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key)]
    say(f"{name}: {len(wanted)} tasks, {len(different)} differ from the local run")
    for key in sorted(different)[:5]:
        say(f"  {key}: {wanted.get(key)} and {found.get(key)}", markup=False)
    return len(different)


def throughput(grading: Grading, cluster: DaskCluster, files: int, rounds: int) -> int:
    """Local jobs and Dask workers in turns: the ratio of their times, and what a file costs whom."""
    here: list[Run] = []
    there: list[Run] = []
    different = 0
    for _ in range(rounds):
        here.append(grading.afresh("--jobs", "2"))
        wanted = grading.verdicts()
        there.append(grading.afresh("--dask", cluster.address, beside=cluster.scheduler.pid))
        different += compare("over Dask", wanted, grading.verdicts())
        say(f"  two local jobs {here[-1].took:.1f} s, two Dask workers {there[-1].took:.1f} s")
    local, dask = (Run(*map(statistics.median, zip(*runs, strict=True))) for runs in (here, there))
    ratio = local.took / dask.took
    say(f"throughput of two Dask workers: {ratio:.3f} of two local jobs (bar {RATIO_BAR}); {files / dask.took:.2f} files a second")
    say(
        f"per file: judging {2 * dask.took / files:.3f} s, the grader {dask.grader_s * 1000:.1f} ms, "
        f"the scheduler {dask.scheduler_s * 1000:.1f} ms, on the loopback {dask.sent / 1000:.1f} kB"
    )
    return int(ratio < RATIO_BAR) + different


def kill_workers(grading: Grading, cluster: DaskCluster, took: float, kills: int, chance: random.Random) -> None:
    """One run in which so many workers are killed at random moments, over about as long as it takes."""
    shutil.rmtree(grading.reports, ignore_errors=True)
    grader = grading.start("--dask", cluster.address)
    killed = 0
    while killed < kills and grader.poll() is None:
        time.sleep(chance.uniform(0, 2 * took / kills))
        if grading.kept() and (judging := cluster.judging()):
            chance.choice(judging).kill()
            killed += 1
    grader.communicate()
    say(f"{killed} workers killed in {took:.0f} s and more")


def kill_graders(grading: Grading, cluster: DaskCluster, took: float, kills: int, chance: random.Random) -> None:
    """One run whose grader is killed so many times, and started again."""
    shutil.rmtree(grading.reports, ignore_errors=True)
    kept = []
    for _ in range(kills):
        grader = grading.start("--dask", cluster.address)
        before = kept[-1] if kept else 0
        while grader.poll() is None and grading.kept() <= before:  # it has begun
            time.sleep(0.2)
        time.sleep(chance.uniform(0, took / kills / 2))
        grader.kill()
        grader.communicate()
        kept.append(grading.kept())
    said = grading.start("--dask", cluster.address).communicate()[0]
    found = re.search(r"(\d+) judged in.*", said)
    say(f"graders killed after {', '.join(map(str, kept))} files; then: {found[0] if found else said}")


def hostile(folder: Path) -> int:
    """The hostile class over Dask at the full level: everybody gets the verdict that tests/kit demands."""
    course, place = folder / "course", folder / "class"
    shutil.copytree(MINI, course)
    places = {"course": str(course), "class": str(place), "reports": str(folder / "reports"), "port": "1"}
    wanted = make_hostile_class(place, places, "full")
    cluster = DaskCluster(folder / "cluster", workers=2)
    try:
        grading = Grading(course, place, (), folder)
        took = grading.afresh("--dask", cluster.address, "--sandbox", "require").took
    finally:
        cluster.close()
    found = {
        one.name: [task.verdict.value for task in one.exercises[0].tasks] for one in model.read(grading.reports / "report.json").submissions
    }
    wrong = [
        name
        for name, (expect, _) in wanted.items()
        if not all(got in verdict.split("|") for got, verdict in zip(found[name], expect, strict=True))
    ]
    neighbours = [name for name in wanted if name.startswith(("innocent", "mistaken"))]
    say(
        f"hostile class: {len(wanted)} submissions in {took:.0f} s, {len(set(wrong) & set(neighbours))} of {len(neighbours)} neighbours changed"
    )
    say(f"  {len(wrong)} others with another verdict than theirs: {', '.join(wrong)}", markup=False)
    return len(wrong)


# --- the plan -------------------------------------------------------------------------------------------------------------


def simulate(workers: int, submissions: int, exercises: int, costs: Costs, ready_s: float = 2.0) -> tuple[float, float, float]:
    """Hours for a class, and how busy the scheduler and the grader are: both are one process each, which all shares pass.

    Workers take shares of an exercise until none is left, each making its suite ready first.
    """
    left = [float(submissions)] * exercises
    at = [number % exercises for number in range(workers)]
    scheduler = grader = 0.0  # until when each is busy
    waiting = [(ready_s, number) for number in range(workers)]
    heapq.heapify(waiting)
    share = costs.files_per_share
    chance = random.Random(1)
    while waiting:
        now, number = heapq.heappop(waiting)
        if left[at[number]] <= 0:
            most = max(range(exercises), key=left.__getitem__)
            if left[most] <= 0:
                continue
            at[number] = most
            now += ready_s
        files = min(share, left[at[number]])
        left[at[number]] -= files
        scheduler = max(scheduler, now) + files * costs.scheduler_s
        grader = max(grader, scheduler) + files * costs.grader_s
        # another share waits at the worker: it stands still only if the queue is longer than a share takes
        judged = now + files * costs.judge_s * chance.uniform(0.5, 1.5)
        heapq.heappush(waiting, (max(judged, grader), number))
    end = max(scheduler, grader)
    total = submissions * exercises
    return end / 3600, total * costs.scheduler_s / end, total * costs.grader_s / end


def plan(costs: Costs, submissions: int, exercises: int) -> None:
    """The table of docs/scale.md."""
    total = submissions * exercises
    say(
        f"{submissions} submissions of {exercises} exercises: {total} files, {total * costs.judge_s / 3600:.0f} hours of a core, {total * costs.sent / 1e9:.1f} GB moved"
    )
    say("| threads | hours | scheduler busy | grader busy |\n| --- | --- | --- | --- |")
    for workers in (2, 16, 32, 64, 128, 256, 512):
        hours, scheduler, grader = simulate(workers, submissions, exercises, costs)
        say(f"| {workers} | {hours:.1f} | {scheduler:.0%} | {grader:.0%} |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100, help="submissions in the class")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each kind")
    parser.add_argument("--exercise", action="append", help=f"only this one; may be given several times; else {', '.join(EXERCISES)}")
    parser.add_argument("--mini", action="store_true", help="with the small course of tests/kit")
    parser.add_argument("--kills", action="store_true", help="kill workers and graders as well")
    parser.add_argument("--seed", type=int, default=1, help="of the moments at which they are killed")
    parser.add_argument("--hostile", action="store_true", help="grade the hostile class, and nothing else")
    parser.add_argument(
        "--plan", nargs=4, type=float, metavar=("JUDGE_S", "GRADER_MS", "SCHEDULER_MS", "KB"), help="simulate, and nothing else"
    )
    options = parser.parse_args()
    if options.plan:
        judge, grader, scheduler, kilobytes = options.plan
        plan(Costs(judge, grader / 1000, scheduler / 1000, kilobytes * 1000), 10_000, 55)
        return 0
    folder = Path(tempfile.mkdtemp(prefix="dask-class-"))
    try:
        if options.hostile:
            return int(hostile(folder) > 0)
        if options.mini:
            shutil.copytree(MINI, folder / "course")
        course = Course.read(folder / "course") if options.mini else Course.find()
        exercises = tuple(options.exercise or (("arithmetic",) if options.mini else EXERCISES))
        files = list(make_class(course, [course.get(name) for name in exercises], folder / "class", options.size, 1000, attacked=False))
        for number, path in enumerate(files):  # no two files are the same: each has a result of its own in the store
            path.write_text(f"{path.read_text(encoding='utf-8')}\n# {number}\n", encoding="utf-8")
        grading = Grading(course.root, folder / "class", exercises, folder)
        cluster = DaskCluster(folder / "cluster", workers=2)
        try:
            missed = throughput(grading, cluster, len(files), options.rounds)
            if options.kills:
                took = grading.afresh("--jobs", "2").took
                wanted, chance = grading.verdicts(), random.Random(options.seed)
                kill_workers(grading, cluster, took, WORKER_KILLS, chance)
                missed += compare(f"after {WORKER_KILLS} killed workers", wanted, grading.verdicts())
                kill_graders(grading, cluster, took, GRADER_KILLS, chance)
                missed += compare(f"after {GRADER_KILLS} killed graders", wanted, grading.verdicts())
        finally:
            cluster.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return int(missed > 0)


if __name__ == "__main__":
    os.environ.setdefault("COLUMNS", "200")
    sys.exit(main())
