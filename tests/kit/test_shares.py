"""Who is given which files, and who is to blame when workers die: books only, no process."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepkata.grading.lanes import Job, Settings
from deepkata.grading.shares import MORE_TRIES, MOST, TRIES, Lane, Shares, Work
from deepkata.handed_in import Submission

SETTINGS = Settings(root=Path(), seed=0, cold=False, level="none", hidden=())


def work(exercise: str, number: int = 0) -> Work:
    return Work(Job(settings=SETTINGS, exercise=exercise, submission=Submission(f"s{number}", Path())))


def filled(count: int, *exercises: str) -> Shares:
    shares = Shares()
    for exercise in exercises:
        for number in range(count):
            shares.add(work(exercise, number))
    return shares


def test_each_lane_keeps_to_an_exercise_of_its_own() -> None:
    shares, lanes = filled(20, "a", "b"), [Lane(), Lane()]
    for _ in range(10):
        for lane in lanes:
            if share := shares.next(lane):
                shares.done(lane, share, len(share), 0.1 * len(share))
    assert [lane.held for lane in lanes] == ["a", "b"]


def test_a_share_is_a_second_of_work_once_it_is_known_how_long_a_file_takes() -> None:
    shares, lane = filled(1000, "a"), Lane()
    first = shares.next(lane)
    assert len(first) == 1
    shares.done(lane, first, 1, 0.249)
    assert len(shares.next(lane)) == 4
    quick = filled(1000, "a")
    quick.done(lane := Lane(), one := quick.next(lane), len(one), 0.001)
    assert len(quick.next(lane)) == MOST


def test_the_last_files_are_shared_out_evenly() -> None:
    shares, lanes = filled(21, "a"), [Lane(), Lane()]
    shares.done(lanes[0], one := shares.next(lanes[0]), len(one), 0.01)
    assert [len(shares.next(lane)) for lane in lanes] == [10, 3]


def test_what_a_worker_had_is_done_by_others_and_alone() -> None:
    shares, first, second = filled(6, "a"), Lane(), Lane()
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


def kill(shares: Shares, lane: Lane) -> list[Work]:
    """Its next share costs a lane its worker; those to blame."""
    assert shares.next(lane)
    return shares.left(lane, died=True)


def test_a_file_that_costs_two_workers_is_to_blame() -> None:
    shares = filled(1, "a")
    assert kill(shares, Lane()) == []
    blamed = kill(shares, Lane())
    assert [one.deaths for one in blamed] == [TRIES]
    assert not shares


def test_where_machines_die_by_themselves_a_file_is_tried_more_often() -> None:
    shares = filled(1, "a")
    for _ in range(MORE_TRIES):  # whose files pass at their second try
        assert kill(shares, Lane()) == []
        shares.done(lane := Lane(), one := shares.next(lane), 1, 0.1)
        assert one
        shares.add(work("a"))
    for _ in range(TRIES + MORE_TRIES - 1):
        assert kill(shares, Lane()) == []
    assert len(kill(shares, Lane())) == 1


def test_company_clears_nobody_and_is_no_blame() -> None:
    """Several files were there when a worker died: those that pass alone are cleared, and that is no sign of a bad machine."""
    shares, lane = filled(8, "a"), Lane()
    shares.done(lane, one := shares.next(lane), 1, 0.2)
    company = shares.next(lane)
    assert len(company) == 4
    assert shares.left(lane, died=True) == []
    lane, blamed, passed = Lane(), [], list(one)
    killer = company[2]
    while share := shares.next(lane):
        if killer in share:
            blamed += shares.left(lane, died=True)
            lane = Lane()
        else:
            shares.done(lane, share, len(share), 0.2 * len(share))
            passed += share
    assert blamed == [killer]
    assert killer.deaths == 2
    assert len(passed) == 7


@pytest.mark.parametrize("finished", [0, 1])
def test_a_scheduler_that_goes_and_a_machine_that_cannot_judge_are_no_death(finished: int) -> None:
    shares, lane = filled(2, "a"), Lane()
    share = shares.next(lane)
    shares.done(lane, share, finished, 0.1)
    assert shares.left(lane, died=False) == []
    rest = shares.next(Lane())
    assert len(rest) == 1
    assert not rest[0].deaths
