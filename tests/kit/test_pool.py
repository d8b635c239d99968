"""The executor of one machine: what its workers do in which order."""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections import defaultdict
from typing import NamedTuple

import pytest

from deepkata.grading.local import LocalPool


class Job(NamedTuple):
    exercise: str
    number: int


def test_workers_keep_to_their_exercises() -> None:
    """Two workers and three exercises: each is begun once, but for the last, at which both work, and the first second of all."""
    seen: dict[int, list[str]] = defaultdict(list)

    def work(job: Job) -> int:
        seen[threading.get_ident()].append(job.exercise)
        time.sleep(0.002)
        return job.number

    jobs = [Job(name, number) for name in ("a", "b", "c") for number in range(40)]
    with LocalPool(2) as executor:
        futures = [executor.submit(work, job) for job in jobs]
        assert [future.result() for future in futures] == [job.number for job in jobs]
    assert len(seen) == 2
    changes = sum(one != other for worker in seen.values() for one, other in itertools.pairwise(worker))
    assert changes <= 3, seen


def test_a_failure_is_its_jobs_own() -> None:
    def work(job: Job) -> int:
        return 1 // job.number

    with LocalPool(1) as executor:
        wrong, right = executor.submit(work, Job("a", 0)), executor.submit(work, Job("a", 1))
        assert isinstance(wrong.exception(), ZeroDivisionError)
        assert right.result() == 1


def test_closed_pools_take_nothing_and_drop_what_waits() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(job: Job) -> int:
        begun.set()
        go_on.wait(5)
        return job.number

    executor = LocalPool(1)
    first, second = executor.submit(work, Job("a", 1)), executor.submit(work, Job("a", 2))
    begun.wait(5)
    executor.shutdown(wait=False, cancel_futures=True)
    go_on.set()
    assert first.result() == 1
    assert second.cancelled()
    with pytest.raises(RuntimeError):
        executor.submit(work, Job("a", 3))


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system does not tell who runs where")
def test_each_worker_has_a_core_of_its_own_where_there_are_enough() -> None:
    everywhere = os.sched_getaffinity(0)

    def cores_of(workers: int) -> set[frozenset[int]]:
        together = threading.Barrier(workers)

        def work(_: Job) -> frozenset[int]:
            together.wait(5)
            return frozenset(os.sched_getaffinity(0))

        with LocalPool(workers) as executor:
            return {future.result() for future in [executor.submit(work, Job(str(number), number)) for number in range(workers)]}

    assert cores_of(len(everywhere)) == {frozenset({core}) for core in everywhere}
    assert cores_of(len(everywhere) + 1) == {frozenset(everywhere)}
    assert os.sched_getaffinity(0) == everywhere
