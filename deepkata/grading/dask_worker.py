"""What runs in a Dask worker: a plugin that keeps warm engines, and the tasks that a grader sends.

What a task takes and gives are bytes, encoded by msgspec and checked as they are decoded. Nothing that a submission made
is ever pickled: results are the data that the judge makes of it.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from pathlib import Path
from typing import cast

import msgspec
from distributed import Worker, WorkerPlugin, get_worker
from tornado.ioloop import PeriodicCallback

from deepkata import fingerprint
from deepkata.course import Course, secrets
from deepkata.environment import keras_backend
from deepkata.errors import DeepkataError
from deepkata.grading import pack, pool
from deepkata.handed_in import SourceFile
from deepkata.judge.engine import Engine
from deepkata.report.model import Environment
from deepkata.sandbox import Want, choose
from deepkata.verdicts import ExerciseResult

#: What an engine takes at most beside the program that it judges: the judge, its forks, two fork servers and the reference.
ENGINE_MB = 1024
#: Seconds after which the engines of a grader that sends nothing any more, as it was killed, are ended.
IDLE_S = 120.0
#: Seconds to wait for the terms.
PLUGIN_S = 10.0
#: How many differences from the grader are named.
NAMED = 3


class Conditions(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker must have, and how it shall judge. ``name``: of the plugin; ``memory_mb``: the most that a program may take."""

    name: str
    settings: pool.Settings
    want: str
    course: str
    needs: dict[str, str]
    memory_mb: int


class Welcome(msgspec.Struct, frozen=True, kw_only=True):
    """A worker's answer to the terms: the machine, the sandbox's level, or why it cannot judge; ``no_course``: it must be sent."""

    machine: str
    level: str = ""
    refusal: str = ""
    no_course: bool = False


class File(msgspec.Struct, frozen=True, kw_only=True):
    """One submission's file for one exercise."""

    exercise: str
    submission: str
    source_file: SourceFile


class FileResult(msgspec.Struct, frozen=True, kw_only=True):
    """One file's result, and the pictures to be drawn by their names; or ``fault``: why this machine cannot judge."""

    result: ExerciseResult | None = None
    seconds: float = 0.0
    orders: tuple[tuple[bytes, str], ...] = ()
    fault: str = ""


def needs() -> dict[str, str]:
    """What decides a verdict beside the course: the same on the grader and on each worker."""
    here = Environment.here("")
    return {
        "deepkata": fingerprint.engine()[:12],
        "Python": here.python,
        "platform": here.platform,
        "Keras on": keras_backend(),
        **here.packages,
    }


class WarmEngines(WorkerPlugin):
    """The warm engines of a Dask worker, one for each of its threads that judges; they end with the plugin."""

    def __init__(self, terms: Conditions) -> None:
        self.name = terms.name
        self.terms = terms

    def setup(self, worker: Worker) -> None:
        """Take note of the worker; the engines start with the first file."""
        self.worker = worker
        self.engines: list[Engine] = []
        self.free: list[Engine] = []
        self.used = time.monotonic()
        self.lock = threading.Lock()
        self.over = False
        self.idle = PeriodicCallback(self.rest, IDLE_S * 250)
        self.idle.start()

    async def teardown(self, worker: Worker) -> None:
        """End the engines, and what they are judging."""
        self.over = True
        self.idle.stop()
        await asyncio.to_thread(self.close, self.engines)

    def rest(self) -> None:
        """End the engines if there has been nothing to judge for long."""
        with self.lock:
            if self.engines and len(self.free) == len(self.engines) and time.monotonic() - self.used > IDLE_S:
                resting, self.engines, self.free = self.engines, [], []
                threading.Thread(target=self.close, args=(resting,)).start()

    @staticmethod
    def close(engines: list[Engine]) -> None:
        for engine in engines:
            engine.cancel()
            engine.close()

    def welcome(self) -> Welcome:
        """Whether this worker can judge, and what it lacks."""
        machine = socket.gethostname()
        if reason := self._differs() or self._too_small():
            return Welcome(machine=machine, refusal=reason)
        course = next(
            (course for root in (self.terms.settings.root, pack.place(self.terms.course)) if (course := self._course(root))), None
        )
        if course is None:
            return Welcome(machine=machine, no_course=True)
        hidden = tuple(dict.fromkeys((*secrets(course), *self.terms.settings.hidden)))
        try:
            sandbox, _ = choose(Want(self.terms.want), hidden)
        except DeepkataError as error:
            return Welcome(machine=machine, refusal=str(error).splitlines()[0])
        self.course, self.sandbox = course, sandbox
        return Welcome(machine=machine, level=sandbox.level)

    def _differs(self) -> str:
        """What is installed here in another version than at the grader's."""
        here, wanted = needs(), self.terms.needs
        other = [name for name in {**wanted, **here} if here.get(name) != wanted.get(name)]
        told = [f"{name} {here.get(name, 'missing')} (the grader: {wanted.get(name, 'missing')})" for name in other[:NAMED]]
        return f"it has {', '.join(told)}{' and more' if len(other) > NAMED else ''}; install the same as there" if other else ""

    def _too_small(self) -> str:
        """Whether programs of this course may take more memory than Dask lets the worker have."""
        limit = self.worker.memory_manager.memory_limit
        threads = self.worker.state.nthreads
        needed = threads * (self.terms.memory_mb + ENGINE_MB) * 2**20
        if not limit or limit >= needed:
            return ""
        return (
            f"Dask gives it {limit / 2**20:.0f} MB for {threads} threads, and each needs {ENGINE_MB} MB and {self.terms.memory_mb} MB "
            "for a program: start it with a larger --memory-limit, or with fewer threads"
        )

    def _course(self, root: Path) -> Course | None:
        """The course in a folder, if it is the one of the terms."""
        try:
            course = Course.read(root)
            return course if pack.address(course) == self.terms.course else None
        except (OSError, DeepkataError):
            return None

    def judge(self, files: list[File]) -> list[FileResult]:
        """Judge files of one exercise, one after the other, with an engine that is free."""
        with self.lock:
            if not self.free:
                settings = self.terms.settings
                self.free.append(Engine(self.course, cold=settings.cold, seed=settings.seed, sandbox=self.sandbox, many=settings.many))
                self.engines.append(self.free[-1])
            engine = self.free.pop()
        answers = []
        for file in files:
            answers.append(self._answer(engine, file))
            if answers[-1].fault:
                break
        with self.lock:
            self.used = time.monotonic()
            self.free.append(engine)
        return answers

    def _answer(self, engine: Engine, file: File) -> FileResult:
        exercise = self.course.get(file.exercise)
        started = time.monotonic()
        try:
            judged = pool.examine(engine, self.terms.settings, exercise, file.submission, file.source_file)
        except DeepkataError as error:
            return FileResult(fault=str(error))
        except Exception as error:  # noqa: BLE001 - a fault of ours, with this file: the rest of the class goes on
            if self.over:
                return FileResult(fault="it was closed")
            engine.close()  # which starts anew with the next file
            return FileResult(result=pool.failed(exercise, error))
        if self.over:
            return FileResult(fault="it was closed")
        orders = tuple((data, path.as_posix()) for data, path in judged.orders)
        return FileResult(result=judged.result, seconds=time.monotonic() - started, orders=orders)


# --- tasks --------------------------------------------------------------------------------------------------------------


def welcome(name: str) -> bytes:
    """Whether this worker can judge: a Welcome."""
    return msgspec.msgpack.encode(_plugin(name).welcome())


def take_course(name: str, packed: bytes) -> bytes:
    """Keep the course that was sent: a Welcome."""
    plugin = _plugin(name)
    pack.unpack(packed, plugin.terms.course)
    return msgspec.msgpack.encode(plugin.welcome())


def judge(name: str, files: bytes) -> bytes:
    """Judge Files: as many Answers, or fewer if the last one is a fault."""
    return msgspec.msgpack.encode(_plugin(name).judge(msgspec.msgpack.decode(files, type=list[File])))


def _plugin(name: str) -> WarmEngines:
    """The plugin that has the grader's terms; where another worker refused it, it comes late. Raises LookupError."""
    plugins, end = get_worker().plugins, time.monotonic() + PLUGIN_S
    while name not in plugins and time.monotonic() < end:
        time.sleep(0.05)
    if name not in plugins:
        raise LookupError("the terms of this grader did not arrive")
    return cast("WarmEngines", plugins[name])
