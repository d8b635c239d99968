"""A class on a Dask cluster of real processes: the same verdicts as here, whoever is killed, joins late or cannot judge."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner
from hostile_class import put
from support import program

pytest.importorskip("distributed")

from dask_cluster import DaskCluster, wait_until
from distributed.protocol import serialize
from test_grading import classroom, count, graded, summary

from deepkata import handed_in
from deepkata.commands import cli
from deepkata.course import Course
from deepkata.errors import NoDask
from deepkata.grading import pack, pool
from deepkata.grading.cluster import Cluster, connect
from deepkata.grading.dask import DaskPool
from deepkata.sandbox import LEVELS, Want
from deepkata.verdicts import Verdict

#: Kills the process that keeps its fork server, which is the Dask worker.
KILLS = """
import os, signal
server = os.getppid()
os.kill(int(open(f"/proc/{server}/stat").read().rpartition(")")[2].split()[1]), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A scheduler and two workers that all of these tests share; some kill one, and its nanny starts another."""
    cluster = DaskCluster(tmp_path_factory.mktemp("cluster"), workers=2)
    yield cluster
    cluster.close()


def command(course: Course, place: Path, address: str, *options: object) -> list[str]:
    words = ["--course", course.root, "grade", place, "--dask", address, "--no-diagnosis", *options]
    return [sys.executable, "-m", "deepkata", *map(str, words)]


def grade(course: Course, place: Path, address: str, *options: object, code: int = 1) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command(course, place, address, *options), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done


def start(course: Course, place: Path, address: str, *options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(command(course, place, address, *options), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def expect(course: Course, place: Path) -> None:
    """Every submission of a classroom is in the report once, with its verdict."""
    report = graded(course)
    assert [one.name for one in report.submissions] == sorted(path.name for path in place.iterdir())
    assert [one.points for one in report.submissions] == [6 if number % 2 else 3 for number in range(len(report.submissions))]


def test_the_report_is_that_of_a_local_run(own_mini: Course, tmp_path: Path, cluster: DaskCluster) -> None:
    place = classroom(tmp_path / "class", 6)
    put(place / "late", b"def add(a, b:")
    done = grade(own_mini, place, cluster.address)
    assert "7 judged in" in done.stdout
    there = graded(own_mini)
    assert sum(machine.files for machine in there.machines) == 7
    assert {machine.sandbox for machine in there.machines} == {there.environment.sandbox}
    assert f": {there.environment.sandbox}; 7 files by " in done.stdout
    grade(own_mini, place, cluster.address)
    assert not graded(own_mini).machines  # all was there already
    subprocess.run([*command(own_mini, place, "", "--again")], check=False, capture_output=True)
    here = graded(own_mini)
    assert summary(there) == summary(here)
    assert there.environment == here.environment


@pytest.mark.deep
def test_a_local_run_goes_on_from_what_a_cluster_judged(own_mini: Course, tmp_path: Path, cluster: DaskCluster) -> None:
    place = classroom(tmp_path / "class", 2)
    grade(own_mini, place, cluster.address)
    words = [word for word in command(own_mini, place, "") if word not in ("--dask", "")]
    assert "2 were there already" in subprocess.run(words, capture_output=True, text=True, check=False).stdout


@pytest.mark.deep
def test_the_course_is_sent_to_a_machine_that_does_not_have_it(
    own_mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: DaskCluster
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (own_mini.suite(own_mini.exercises[0])).write_text(own_mini.suite(own_mini.exercises[0]).read_text() + "\n# another one\n")
    worker = cluster.add(XDG_CACHE_HOME=str(tmp_path / "cache"))
    cluster.workers.remove(worker)
    try:
        submissions = handed_in.find(own_mini, [classroom(tmp_path / "class", 6)]).submissions
        settings = pool.Settings(root=tmp_path / "elsewhere", seed=0, cold=False, level="none", hidden=())
        with connect(cluster.address) as client:
            wait_until(lambda: len(client.ncores()) == 3)
            with DaskPool(Cluster(client, Want.NONE, print), own_mini, own_mini.exercises, settings) as executor:
                jobs = [pool.FileJob(settings=settings, exercise="1_basics/arithmetic", submission=one) for one in submissions]
                results = [future.result(60).result for future in [executor.submit(pool.judge, job) for job in jobs]]
        assert [result.points for result in results] == [3, 6, 3, 6, 3, 6]
    finally:
        worker.terminate()
        worker.wait()
    kept = pack.place(pack.address(own_mini))
    assert kept.stat().st_mode & 0o777 == 0o700
    assert pack.address(Course.read(kept)) == kept.name


def test_killed_workers_cost_nothing(own_mini: Course, tmp_path: Path, cluster: DaskCluster) -> None:
    place = classroom(tmp_path / "class", 60)
    grader = start(own_mini, place, cluster.address)
    for kept, killed in ((3, 1), (15, None), (30, 1)):  # all of them once, as one alone may have had nothing
        wait_until(lambda kept=kept: count(own_mini) >= kept)
        for process in cluster.judging()[:killed]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
    said = grader.communicate()[0]
    assert "is gone; what it had is judged elsewhere" in said
    assert "60 judged in" in said
    expect(own_mini, place)


def test_a_program_that_kills_its_worker_is_told_so_and_costs_no_neighbour(own_mini: Course, tmp_path: Path, cluster: DaskCluster) -> None:
    place = classroom(tmp_path / "class", 6)
    put(place / "student06", program(KILLS).encode())
    grade(own_mini, place, cluster.address, "--sandbox", "none")
    results = {one.name: one.exercises[0] for one in graded(own_mini).submissions}
    killer = results.pop("student06")
    assert killer.verdict is Verdict.RUN_TIME_ERROR
    assert "The process that judges died while this program ran, and again" in killer.tasks[0].message
    assert [result.points for result in results.values()] == [3, 6, 3, 6, 3, 6]
    assert "7 were there already" in grade(own_mini, place, cluster.address, "--sandbox", "none").stdout


@pytest.mark.deep
def test_a_killed_grader_goes_on_where_it_stopped(own_mini: Course, tmp_path: Path, cluster: DaskCluster) -> None:
    place = classroom(tmp_path / "class", 40)
    grader = start(own_mini, place, cluster.address)
    wait_until(lambda: count(own_mini) >= 5)
    grader.send_signal(signal.SIGKILL)
    grader.communicate()
    kept = count(own_mini)
    assert 5 <= kept < 40
    assert f"{40 - kept} judged in" in grade(own_mini, place, cluster.address).stdout
    expect(own_mini, place)


@pytest.mark.deep
def test_a_scheduler_that_goes_away_and_comes_back_with_workers_that_join_late(own_mini: Course, tmp_path: Path) -> None:
    place = classroom(tmp_path / "class", 40)
    cluster = DaskCluster(tmp_path / "cluster")
    try:
        grader = start(own_mini, place, cluster.address)
        first = cluster.add("--no-nanny")
        wait_until(lambda: count(own_mini) >= 3)
        cluster.scheduler.kill()
        cluster.scheduler.wait()
        first.wait(20)  # as Dask's workers do without their scheduler
        kept = count(own_mini)
        assert kept < 40
        cluster.start_scheduler()
        cluster.add("--no-nanny")
        said = grader.communicate(timeout=60)[0]
        assert "the scheduler is gone" in said
        assert "40 judged in" in said
        expect(own_mini, place)
    finally:
        cluster.close()


NO_PACKAGE = """
import importlib.metadata, sys
sys.modules["deepkata.grading"] = None

def version(name):
    raise importlib.metadata.PackageNotFoundError(name)

importlib.metadata.version = version
"""
#: What is wrong with a worker, and what the grader says of it.
UNFIT = {
    "import deepkata.sandbox.bubblewrap as b; b.Bubblewrap.problem = lambda self: 'no bubblewrap'": "no bubblewrap",
    "import deepkata.grading.dask_worker as w; w.needs = lambda: {'numpy': '1.0'}": "it has deepkata missing (the grader: ",
    NO_PACKAGE: "the package deepkata is not installed there",
}


def test_workers_that_cannot_judge_as_asked_are_refused_and_the_others_judge(own_mini: Course, tmp_path: Path) -> None:
    if LEVELS["full"](()).problem():
        pytest.skip("the full sandbox cannot be had here")
    place = classroom(tmp_path / "class", 8)
    cluster = DaskCluster(tmp_path / "cluster", workers=2)  # of those that were killed in another test, one may be on its way back
    try:
        for number, code in enumerate(UNFIT):
            (tmp_path / f"unfit{number}.py").write_text(code)
            cluster.add("--no-nanny", "--preload", tmp_path / f"unfit{number}.py")
        wait_for_workers(cluster, 2 + len(UNFIT))
        said = grade(own_mini, place, cluster.address, "--sandbox", "require")
        for reason in UNFIT.values():
            assert reason in said.stderr
        assert said.stderr.count("cannot judge") == len(UNFIT)
        expect(own_mini, place)
    finally:
        cluster.close()


def wait_for_workers(cluster: DaskCluster, workers: int) -> None:
    with connect(cluster.address) as client:
        wait_until(lambda: len(client.ncores()) == workers)


@pytest.mark.deep
def test_workers_with_too_little_memory_are_refused(own_mini: Course, tmp_path: Path) -> None:
    place = classroom(tmp_path / "class", 2)
    cluster = DaskCluster(tmp_path / "cluster")
    try:
        cluster.add("--no-nanny", "--memory-limit", "500MB")
        said = grade(own_mini, place, cluster.address, code=3).stderr
        assert "no worker that can judge" in said
        assert "Dask gives it 477 MB for 1 threads, and each needs 1024 MB and 200 MB for a program" in said
    finally:
        cluster.close()


def test_a_cluster_of_this_machine(own_mini: Course, tmp_path: Path) -> None:
    place = classroom(tmp_path / "class", 4)
    assert "by 2 workers" in grade(own_mini, place, "local:2").stdout
    expect(own_mini, place)


def test_a_scheduler_that_is_not_there_is_told(own_mini: Course, tmp_path: Path) -> None:
    place = classroom(tmp_path / "class", 1)
    for address in ("local:none", "local:0", "tls://127.0.0.1:1"):
        assert f"No Dask scheduler answers at {address}" in grade(own_mini, place, address, code=2).stderr


def test_a_result_is_bytes_that_travel_without_pickle() -> None:
    """Dask's own encoding of bytes: what a worker answers is decoded by msgspec, into the types that it must have."""
    assert serialize(b"an answer")[0]["serializer"] == "dask"


def test_without_the_package_the_command_says_how_to_get_it(own_mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "deepkata.grading.cluster", None)
    place = classroom(tmp_path / "class", 1)
    done = CliRunner().invoke(cli, ["--course", str(own_mini.root), "grade", str(place), "--dask", "local:1"])
    assert isinstance(done.exception, NoDask)
    assert f"{sys.executable} -m pip install 'distributed" in str(done.exception)
