"""The pool of one machine: a worker for each core, which keeps to one exercise as long as it can."""

from __future__ import annotations

import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sized
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

Result = TypeVar("Result")
_Work = tuple[Future[Any], Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class LocalPool(Executor):
    """Threads that take the jobs submitted, sorted by ``job.exercise``.

    Making a suite ready costs as much as judging ten programs. So a worker stays with an exercise until nothing of it is left,
    and then takes one that no other worker is at; only where there is none does it help with the one that has most left.

    Where there are cores enough, each worker has its own: its processes take turns, and waking one on another core costs more
    than what it then does; nor can a program take time from the other workers' programs.
    """

    def __init__(self, count: int) -> None:
        self._waiting: dict[str, deque[_Work]] = {}
        self._workers_at: Counter[str] = Counter()
        self._over = False
        self._changed = threading.Condition()
        self._threads = [threading.Thread(target=self._work, args=(core,), daemon=True) for core in own_cores(count)]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Have ``fn(job)`` called by some worker."""
        future: Future[Result] = Future()
        with self._changed:
            if self._over:
                raise RuntimeError("this pool is closed")
            self._waiting.setdefault(args[0].exercise, deque()).append((future, fn, args, kwargs))
            self._changed.notify()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more; the workers end when nothing is left."""
        with self._changed:
            self._over = True
            if cancel_futures:
                for future, *_ in (work for queue in self._waiting.values() for work in queue):
                    future.cancel()
                self._waiting.clear()
            self._changed.notify_all()
        if wait:
            for thread in self._threads:
                thread.join()

    def _work(self, core: int | None) -> None:
        if core is not None:
            os.sched_setaffinity(0, {core})  # of this thread, and of every process that it starts
        held = ""
        while True:
            with self._changed:
                self._workers_at[held] -= 1
                self._changed.wait_for(lambda: self._over or any(self._waiting.values()))
                held = next_exercise(held, self._waiting, self._workers_at)
                if not held:
                    return
                self._workers_at[held] += 1
                future, fn, args, kwargs = self._waiting[held].popleft()
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(fn(*args, **kwargs))
                except BaseException as error:  # noqa: BLE001 - it is for whoever asks for the result
                    future.set_exception(error)


def next_exercise(held: str, waiting: Mapping[str, Sized], workers_at: Counter[str]) -> str:
    """The exercise that a worker goes on with after ``held``, of those that wait; none if nothing is left."""
    left = [exercise for exercise, queue in waiting.items() if queue]
    alone = [exercise for exercise in left if workers_at[exercise] <= 0]
    if held in (alone or left):
        return held
    return alone[0] if alone else max(left, key=lambda exercise: len(waiting[exercise]), default="")


def own_cores(count: int) -> list[int | None]:
    """A core for each of so many workers, if there are as many; begun with another one by each process, for there may be several."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return [cores[(os.getpid() + worker) % len(cores)] if count <= len(cores) else None for worker in range(count)]
