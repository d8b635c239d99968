"""A class on a Dask cluster: a pool of the scheduler's workers, which may join and leave.

Dask carries the tasks and says who is there. Which worker gets which files is decided here (:mod:`deepkata.grading.shares`),
and each of its threads has a second share waiting, so that it never waits for the network.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures import wait as wait_for
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec
from distributed import KilledWorker
from distributed.client import FutureCancelledError

from deepkata.course import Course
from deepkata.errors import NoWorkers, SchedulerLost
from deepkata.grading import dask_worker, pack
from deepkata.grading.cluster import CONNECT_S, Cluster
from deepkata.grading.dask_worker import Conditions, File, FileResult, WarmEngines, Welcome
from deepkata.grading.pool import JudgedFile, Settings
from deepkata.grading.shares import PoolWorker, Shares, Work
from deepkata.judge.score import killed_its_judge
from deepkata.manifest import Exercise

#: Seconds between two looks at who is there.
LOOK_S = 0.25
#: Seconds to wait for a worker without a word, and at all; and for another one where all that are there were refused.
QUIET_S, NO_WORKER_S, ALL_REFUSED_S = 5.0, 300.0, 10.0


class _Unfit(Exception):
    """A worker cannot judge."""


class _Worker(PoolWorker):
    """One of Dask's workers."""

    def __init__(self, address: str, threads: int) -> None:
        super().__init__()
        self.address = address
        self.threads = threads
        self.welcome: Welcome | None = None
        self.task: asyncio.Task[None] | None = None


class Waiting(msgspec.Struct):
    """Since when there is nobody to judge, and whether that has been told."""

    since: float
    told: bool = False


class DaskPool(Executor):
    """Judges what is submitted on the workers of a cluster; takes ``pool.judge`` and a job, as the local pool does."""

    def __init__(self, cluster: Cluster, course: Course, exercises: Sequence[Exercise], settings: Settings) -> None:
        self._cluster = cluster
        self._course = course
        self._pictures = settings.pictures or Path()
        self._terms = Conditions(
            name=f"deepkata-{uuid.uuid4().hex[:12]}",
            settings=msgspec.structs.replace(settings, pictures=settings.pictures and Path()),
            want=cluster.want.value,
            course=pack.address(course),
            needs=dask_worker.needs(),
            memory_mb=max((course.limits(exercise).memory_mb for exercise in exercises if not course.lacking(exercise)), default=0),
        )
        self._shares = Shares()
        self._workers: dict[str, _Worker] = {}
        self._refused: dict[str, str] = {}
        self._pending: set[Future[JudgedFile]] = set()
        self._scheduler = ""  # the one that knows the terms
        self._waiting = Waiting(since=time.monotonic())
        self._over: Exception | None = None
        self._sending: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._changed = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop = self._cluster.client.loop.asyncio_loop  # type: ignore[union-attr]
        self._main = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()

    # --- the executor, in the grader's thread -----------------------------------------------------------------------------

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have ``pool.judge(job)`` done by some worker."""
        work = Work(args[0])
        self._pending.add(work.future)
        work.future.add_done_callback(self._pending.discard)
        self._loop.call_soon_threadsafe(self._add, work)
        return work.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the workers, once all is judged or at once; their engines end."""
        if wait and not cancel_futures and not self._main.done():
            wait_for(list(self._pending))
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()

    def _add(self, work: Work) -> None:
        if self._over:
            work.future.set_exception(self._over)
        else:
            self._shares.add(work)
            self._wake()

    # --- who is there, in the client's loop -------------------------------------------------------------------------------

    async def _start(self) -> asyncio.Task[None]:
        return asyncio.ensure_future(self._run())

    async def _stop(self) -> None:
        self._main.cancel()
        await asyncio.wait([self._main])

    async def _run(self) -> None:
        """Look who is there, again and again, until the executor is shut down."""
        try:
            while True:
                try:
                    await self._look()
                except OSError:
                    self._scheduler_gone()
                self._check_that_somebody_judges()
                await asyncio.sleep(LOOK_S)
        except Exception as error:  # noqa: BLE001 - it is for whoever waits for results
            self._over = error
            for future in list(self._pending):
                future.set_exception(error)
        finally:
            for worker in self._workers.values():
                self._end(worker)
            with contextlib.suppress(Exception):
                await self._cluster.client.unregister_worker_plugin(self._terms.name)

    async def _look(self) -> None:
        """Take in those who have come, and give what those had who are gone to others. Raises OSError."""
        scheduler = self._cluster.client.scheduler
        if self._cluster.client.status != "running" or not scheduler:
            raise ConnectionError
        identity = (await scheduler.identity(n_workers=0))["id"]
        if self._scheduler != identity:
            if self._scheduler:
                self._scheduler_gone()  # and another one has come in its place
            await self._register()
            self._scheduler = identity
        present = await scheduler.ncores()
        for address in self._workers.keys() - present.keys():
            self._leave(self._workers[address], died=True)
        for address, threads in present.items():
            if address not in self._workers:
                worker = self._workers[address] = _Worker(address, threads)
                worker.task = asyncio.ensure_future(self._serve(worker))

    async def _register(self) -> None:
        """Tell all workers the terms, those to come included. Raises OSError."""
        try:
            await self._cluster.client.register_plugin(WarmEngines(self._terms))
        except OSError:
            raise
        except Exception:  # noqa: BLE001, S110 - a worker lacks the package, which is told when it is greeted
            pass

    def _leave(self, worker: _Worker, *, died: bool) -> None:
        """What a worker had is given to others; if it died, those files are to blame that cost it a second time."""
        self._workers.pop(worker.address, None)
        self._refused.pop(worker.address, None)
        self._end(worker)
        count = sum(map(len, worker.shares))
        blamed = self._shares.left(worker, died=died)
        if died and count:
            self._cluster.say(f"{worker.address} is gone; what it had is judged elsewhere ({count} {'file' if count == 1 else 'files'})")
        for work in blamed:
            result = killed_its_judge(self._course.get(work.job.exercise))
            level = worker.welcome.level if worker.welcome else ""
            source_file = work.job.submission.read(self._course.get(work.job.exercise))
            work.future.set_result(JudgedFile(source_file=source_file, result=result, level=level))
        self._wake()

    def _end(self, worker: _Worker) -> None:
        if worker.task and worker.task is not asyncio.current_task():
            worker.task.cancel()

    def _scheduler_gone(self) -> None:
        """Nobody is to blame. Raises SchedulerLost if the client has given up."""
        if self._cluster.client.status not in ("running", "connecting"):
            raise SchedulerLost(CONNECT_S)
        if self._scheduler:
            self._cluster.say(f"the scheduler is gone; waiting {CONNECT_S} s for it to come back")
        self._scheduler = ""
        for worker in list(self._workers.values()):
            self._leave(worker, died=False)

    def _check_that_somebody_judges(self) -> None:
        """Raises NoWorkers."""
        now = time.monotonic()
        if not self._pending or any(worker.welcome for worker in self._workers.values()):
            self._waiting = Waiting(since=now)
        elif now - self._waiting.since > QUIET_S and not self._waiting.told:
            self._cluster.say("waiting for workers")
            self._waiting.told = True
        all_refused = self._workers and self._workers.keys() == self._refused.keys()
        if now - self._waiting.since > (ALL_REFUSED_S if all_refused else NO_WORKER_S):
            raise NoWorkers(self._refused)

    # --- one worker -------------------------------------------------------------------------------------------------------

    async def _serve(self, worker: _Worker) -> None:
        """A worker from its arrival to its end."""
        slots = []
        try:
            await self._greet(worker)
            slots = [asyncio.ensure_future(self._slot(worker)) for _ in range(worker.threads + 1)]
            await asyncio.gather(*slots)
        except (FutureCancelledError, KilledWorker, OSError) as error:
            await asyncio.sleep(4 * LOOK_S)  # if it is gone, or the scheduler, the next look tells
            self._leave(worker, died=isinstance(error, KilledWorker))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is not for us
            worker.welcome = None
            self._shares.left(worker, died=False)
            self._wake()
            self._refused[worker.address] = str(error) if isinstance(error, _Unfit) else f"{type(error).__name__}: {error}"
            self._cluster.say(f"{worker.address} cannot judge: {self._refused[worker.address]}")
        finally:
            for slot in slots:
                slot.cancel()

    async def _greet(self, worker: _Worker) -> None:
        """Ask a worker whether the terms suit it, and send the course if it is not there. Raises _Unfit."""
        try:  # a task of ours would end a worker that cannot import it
            await self._cluster.client.submit(metadata.version, "deepkata", workers=[worker.address], pure=False)
        except metadata.PackageNotFoundError:
            raise _Unfit("the package deepkata is not installed there") from None
        welcome = await self._welcome(worker, dask_worker.welcome)
        if welcome.no_course:
            async with self._sending[worker.address.rpartition(":")[0]]:  # once to each machine
                welcome = await self._welcome(worker, dask_worker.welcome)
                if welcome.no_course:
                    data = await asyncio.to_thread(pack.pack, self._course)
                    sent = await self._cluster.client.scatter(data, workers=[worker.address], hash=False)
                    welcome = await self._welcome(worker, dask_worker.take_course, sent)
        if not welcome.level:
            raise _Unfit(welcome.refusal or "the course did not arrive whole")
        worker.welcome = welcome

    async def _welcome(self, worker: _Worker, task: Callable[..., bytes], *arguments: Any) -> Welcome:
        return msgspec.msgpack.decode(await self._call(worker, task, *arguments), type=Welcome)

    async def _slot(self, worker: _Worker) -> None:
        """Give a worker one share after the other. Raises _Unfit."""
        while True:
            share = self._shares.next(worker)
            if not share:
                await self._changed.wait()
                continue
            files = await asyncio.to_thread(self._read, share)
            data = await self._call(worker, dask_worker.judge, msgspec.msgpack.encode(files))
            answers = msgspec.msgpack.decode(data, type=list[FileResult])
            finished = [answer for answer in answers if answer.result]
            self._shares.done(worker, share, len(finished), sum(answer.seconds for answer in finished))
            assert worker.welcome  # noqa: S101 - a slot is there once it is
            self._cluster.count(worker.welcome.machine, worker.welcome.level, worker.address, len(finished))
            for work, file, answer in zip(share, files, finished):  # noqa: B905 - those that were not judged wait again
                work.future.set_result(self._judged(worker.welcome, file, answer))
            self._wake()
            if len(finished) < len(share):
                raise _Unfit(answers[-1].fault)

    def _read(self, share: list[Work]) -> list[File]:
        jobs = [work.job for work in share]
        return [
            File(exercise=job.exercise, submission=job.submission.name, source_file=job.submission.read(self._course.get(job.exercise)))
            for job in jobs
        ]

    def _judged(self, welcome: Welcome, file: File, answer: FileResult) -> JudgedFile:
        """An answer as the local pool gives it; its pictures lie in the folder of reports, and nowhere else."""
        assert answer.result  # noqa: S101 - it has been looked at
        orders = tuple((data, self._pictures / name) for data, name in answer.orders if pack.is_below(name))
        return JudgedFile(source_file=file.source_file, result=answer.result, level=welcome.level, orders=orders)

    async def _call(self, worker: _Worker, task: Callable[..., bytes], *arguments: Any) -> bytes:
        """Have a task done by this worker and no other."""
        future = self._cluster.client.submit(task, self._terms.name, *arguments, workers=[worker.address], pure=False)
        answer = await future
        if not isinstance(answer, bytes):
            raise _Unfit("it answers with something that is no bytes")
        return answer

    def _wake(self) -> None:
        """Have idle slots look for work."""
        self._changed.set()
        self._changed = asyncio.Event()
