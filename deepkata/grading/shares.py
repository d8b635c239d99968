"""Which files a worker of a cluster is given next, and what its death says about them. No process, no clock: only books.

A worker stays with an exercise, as making a suite ready costs as much as judging ten programs. A file in whose company a
worker died is a suspect. Suspects wait until all else is done, and are then tried alone. One that passes is cleared. One
whose worker dies again is to blame, unless workers have died for other reasons too: then it is tried more often.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterable
from concurrent.futures import Future

from deepkata.grading.local import next_exercise
from deepkata.grading.pool import FileJob, JudgedFile

#: Seconds of work in one share, as sending one costs some 15 ms, and the most files in it.
SHARE_S, MOST = 1.0, 16
#: How many workers a file may cost; how many more, where workers die for other reasons too.
TRIES, MORE_TRIES = 2, 3


class Work:
    """A file on its way. ``deaths``: how many workers died while they had it."""

    def __init__(self, job: FileJob) -> None:
        self.job = job
        self.future: Future[JudgedFile] = Future()
        self.deaths = 0


class PoolWorker:
    """What a worker has been given, and the exercise that it is at; ``alone``: one suspect."""

    def __init__(self) -> None:
        self.held = ""
        self.alone = False
        self.shares: list[list[Work]] = []


class Shares:
    """The files that wait, and those that are suspects."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Work]] = {}
        self._suspects: deque[Work] = deque()
        self._workers_at: Counter[str] = Counter()
        self._seconds: dict[str, float] = {}
        self._deaths: list[set[Work]] = []  # of each that is unexplained, those that may have caused it
        self._innocent = 0

    def __bool__(self) -> bool:
        """Whether something waits."""
        return bool(self._suspects) or any(self._waiting.values())

    def add(self, work: Work) -> None:
        self._waiting.setdefault(work.job.exercise, deque()).append(work)

    def next(self, worker: PoolWorker) -> list[Work]:
        """The next share of a worker; none for now, where there is nothing or it has a suspect."""
        if worker.alone:
            return []
        self._workers_at[worker.held] -= 1
        held = next_exercise(worker.held, self._waiting, self._workers_at)
        worker.held = held or worker.held
        self._workers_at[worker.held] += 1
        if held:
            share = self._some(held)
        elif self._suspects and not worker.shares:
            share, worker.alone = [self._suspects.popleft()], True
        else:
            return []
        worker.shares.append(share)
        return share

    def _some(self, exercise: str) -> list[Work]:
        """A second's worth of an exercise, and never more than every worker at it could have twice."""
        waiting = self._waiting[exercise]
        worth = int(SHARE_S / self._seconds[exercise]) if exercise in self._seconds else 1
        fair = math.ceil(len(waiting) / (2 * max(1, self._workers_at[exercise])))
        return [waiting.popleft() for _ in range(max(1, min(worth, fair, MOST)))]

    def done(self, worker: PoolWorker, share: list[Work], finished: int, seconds: float) -> None:
        """A share came back, with so many of its files judged; the others wait again."""
        worker.shares.remove(share)
        worker.alone = False
        for work in share[:finished]:
            known = self._seconds.get(work.job.exercise, seconds / finished)
            self._seconds[work.job.exercise] = 0.8 * known + 0.2 * seconds / finished + 1e-3
            self._cleared(work)
        self._again(share[finished:])

    def _cleared(self, work: Work) -> None:
        for suspects in self._deaths:
            suspects.discard(work)
        self._innocent += sum(not suspects for suspects in self._deaths)
        self._deaths = [suspects for suspects in self._deaths if suspects]

    def left(self, worker: PoolWorker, *, died: bool) -> list[Work]:
        """A worker is gone: what it had waits again. If it died, those that are to blame are returned, and wait no more."""
        self._workers_at[worker.held] -= 1
        works = [work for share in worker.shares for work in share]
        worker.shares.clear()
        if not died:
            self._again(works)
            return []
        for work in works:
            work.deaths += 1
        blamed = [work for work in works if worker.alone and work.deaths >= TRIES + min(self._innocent, MORE_TRIES)]
        for work in blamed:
            self._deaths = [suspects for suspects in self._deaths if work not in suspects]
        if works and not blamed:
            self._deaths.append(set(works))
        self._again(work for work in works if work not in blamed)
        return blamed

    def _again(self, works: Iterable[Work]) -> None:
        for work in works:
            if work.deaths:
                self._suspects.append(work)
            else:
                self._waiting[work.job.exercise].appendleft(work)
