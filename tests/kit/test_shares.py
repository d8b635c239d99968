"""Who is given which files, and who is to blame when workers die: books only, no process."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepkata.grading.pool import FileJob, Settings
from deepkata.grading.shares import MORE_TRIES, MOST, TRIES, PoolWorker, Shares, Work
from deepkata.handed_in import Submission

SETTINGS = Settings(root=Path(), seed=0, cold=False, level="none", hidden=())


def work(exercise: str, number: int = 0) -> Work:
    return Work(FileJob(settings=SETTINGS, exercise=exercise, submission=Submission(f"s{number}", Path())))


def filled(count: int, *exercises: str) -> Shares:
    shares = Shares()
    for exercise in exercises:
        for number in range(count):
            shares.add(work(exercise, number))
    return shares


def test_each_worker_keeps_to_an_exercise_of_its_own() -> None:
    shares, workers = filled(20, "a", "b"), [PoolWorker(), PoolWorker()]
    for _ in range(10):
        for worker in workers:
            if share := shares.next(worker):
                shares.done(worker, share, len(share), 0.1 * len(share))
    assert [worker.held for worker in workers] == ["a", "b"]


def test_a_share_is_a_second_of_work_once_it_is_known_how_long_a_file_takes() -> None:
    shares, worker = filled(1000, "a"), PoolWorker()
    first = shares.next(worker)
    assert len(first) == 1
    shares.done(worker, first, 1, 0.249)
    assert len(shares.next(worker)) == 4
    quick = filled(1000, "a")
    quick.done(worker := PoolWorker(), one := quick.next(worker), len(one), 0.001)
    assert len(quick.next(worker)) == MOST


def test_the_last_files_are_shared_out_evenly() -> None:
    shares, workers = filled(21, "a"), [PoolWorker(), PoolWorker()]
    shares.done(workers[0], one := shares.next(workers[0]), len(one), 0.01)
    assert [len(shares.next(worker)) for worker in workers] == [10, 3]


def test_what_a_worker_had_is_done_by_others_and_alone() -> None:
    shares, first, second = filled(6, "a"), PoolWorker(), PoolWorker()
    lost = shares.next(first)
    assert shares.left(first, died=True) == []
    done = []
    while share := shares.next(second):
        assert len(share) == 1 or not set(share) & set(lost)
        assert second.alone == (share == lost)
        assert not second.alone or shares.next(second) == []  # nothing goes with a suspect
        shares.done(second, share, len(share), 1.0)
        done += share
    assert done[-1:] == lost
    assert len(done) == 6
    assert not shares


def kill(shares: Shares, worker: PoolWorker) -> list[Work]:
    """A worker dies of its next share; those to blame."""
    assert shares.next(worker)
    return shares.left(worker, died=True)


def test_a_file_that_costs_two_workers_is_to_blame() -> None:
    shares = filled(1, "a")
    assert kill(shares, PoolWorker()) == []
    blamed = kill(shares, PoolWorker())
    assert [one.deaths for one in blamed] == [TRIES]
    assert not shares


def test_where_machines_die_by_themselves_a_file_is_tried_more_often() -> None:
    shares = filled(1, "a")
    for _ in range(MORE_TRIES):  # whose files pass at their second try
        assert kill(shares, PoolWorker()) == []
        shares.done(worker := PoolWorker(), one := shares.next(worker), 1, 0.1)
        assert one
        shares.add(work("a"))
    for _ in range(TRIES + MORE_TRIES - 1):
        assert kill(shares, PoolWorker()) == []
    assert len(kill(shares, PoolWorker())) == 1


def test_company_clears_nobody_and_is_no_blame() -> None:
    """Several files were there when a worker died: those that pass alone are cleared, and that is no sign of a bad machine."""
    shares, worker = filled(8, "a"), PoolWorker()
    shares.done(worker, one := shares.next(worker), 1, 0.2)
    company = shares.next(worker)
    assert len(company) == 4
    assert shares.left(worker, died=True) == []
    worker, blamed, passed = PoolWorker(), [], list(one)
    killer = company[2]
    while share := shares.next(worker):
        if killer in share:
            blamed += shares.left(worker, died=True)
            worker = PoolWorker()
        else:
            shares.done(worker, share, len(share), 0.2 * len(share))
            passed += share
    assert blamed == [killer]
    assert killer.deaths == 2
    assert len(passed) == 7


@pytest.mark.parametrize("finished", [0, 1])
def test_a_scheduler_that_goes_and_a_machine_that_cannot_judge_are_no_death(finished: int) -> None:
    shares, worker = filled(2, "a"), PoolWorker()
    share = shares.next(worker)
    shares.done(worker, share, finished, 0.1)
    assert shares.left(worker, died=False) == []
    rest = shares.next(PoolWorker())
    assert len(rest) == 1
    assert not rest[0].deaths
