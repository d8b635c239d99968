"""The worker: holds one program, imported once, and serves the tests of a suite one after the other."""

from __future__ import annotations

import importlib
import os
import random
import socket
import sys
import traceback
import types
from typing import Union

import numpy as np

from deepkata.wire.channel import Channel, Closed
from deepkata.wire.messages import (
    BeginTest,
    Call,
    Compiled,
    Failure,
    Fetch,
    Load,
    Loaded,
    Look,
    Seen,
    Source,
    TestBegun,
    ToWorker,
)
from deepkata.worker import leftovers, processes, source
from deepkata.worker.calls import Calls, flush
from deepkata.worker.failure import describe
from deepkata.worker.kept import ModuleState

#: NumPy imports its submodules when they are first used, and programs import these: paid once here, not in each fork.
LATE = (
    *("numpy.random", "numpy.linalg", "numpy.fft", "numpy.ma", "numpy.testing", "numpy.lib.stride_tricks"),
    *("collections", "dataclasses", "functools", "inspect", "itertools", "math", "pathlib", "tempfile", "typing"),
)


#: So often something has to be done until Python has learned it.
TIMES = 20
PRACTICE = """
import numpy as np

def mean(values, weights=None):
    if weights is None:
        return [np.mean(value) for value in values]
    return {"mean": np.sum(np.asarray(values) * weights) / max(weights.sum(), 1)}
"""
#: A module's text and its code.
Module = Union[tuple[Source, types.CodeType], None]


def prepare() -> None:
    """In the fork server: import what workers would import late, keep OpenCV to one thread, as forks need it, and do what each does first."""
    for name in LATE:
        importlib.import_module(name)
    sys.modules["cv2"].setNumThreads(1)
    source.close_windows()
    practise()


def practise() -> None:
    """Do what a worker does with a program, with one of ours: Python sets things up at their first use, and learns by repetition."""
    text = Source(module="deepkata_practice", filename="practice.py", data=PRACTICE.encode())
    for _ in range(TIMES):
        source.forbidden_uses(text, ("numpy.mean",))
        source.load(text, source.compiled(text))
    del sys.modules[text.module]


def run(connection: int, level: str) -> None:
    """Serve the judge on ``connection``, then end this process without clean-up. Never returns."""
    try:
        ProgramProcess(Channel(socket.socket(fileno=connection), ToWorker), level).serve()
    except Closed:
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        flush()
    finally:
        os._exit(70)


class ProgramProcess:
    """Answers one judge, in order."""

    def __init__(self, channel: Channel, level: str) -> None:
        self.channel = channel
        self.level = level
        self.calls = Calls(None, None, "")
        self.program: Module = None
        self.kept = ModuleState(None)

    def serve(self) -> None:
        """Until the judge goes away."""
        while True:
            message, payload, _fds = self.channel.receive()
            self.answer(message, payload)

    def answer(self, message: object, payload: bytearray) -> None:
        """Do what one message asks."""
        match message:
            case Load():
                self.load(message)
            case BeginTest():
                self.begin(message)
            case Call():
                reply, result = self.calls.call(message, payload)
                flush()
                self.channel.send(reply, result)
            case Look():
                self.channel.send(Seen(kept=tuple(name[:200] for name in self.kept.changed()[:10])))
            case Fetch():
                self.channel.send(*self.calls.fetch(message))

    def load(self, order: Load) -> None:
        """Compile and check the program, say so while nothing of it has run, then run it."""
        if "tensorflow" in sys.modules:
            sys.modules["tensorflow"].config.experimental.enable_op_determinism()
        self.channel.send(self.compile(order))
        source.take_away(order.forbidden)
        seed(0)
        program, failure = run_module(self.program)
        missing = tuple(name for name in order.functions if not callable(getattr(program, name, None))) if program else ()
        probes, probes_failure = self.load_probes(order.probes)
        self.calls = Calls(program, probes, order.program.filename if order.program else "")
        self.kept = ModuleState(program)
        flush()
        self.channel.send(Loaded(failure=failure, missing=missing, probes_failure=probes_failure))

    def load_probes(self, probes: Source | None) -> tuple[types.ModuleType | None, Failure | None]:
        """The probes as a module, or why they are none."""
        if probes is None:
            return None, None
        try:
            return run_module((probes, source.compiled(probes)))
        except (SyntaxError, ValueError) as error:
            return None, describe(error, probes.filename)

    def compile(self, order: Load) -> Compiled:
        if not order.program:
            return Compiled(error=None, forbidden=())
        try:
            code = source.compiled(order.program)
            forbidden = source.forbidden_uses(order.program, order.forbidden)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return Compiled(error=describe(error, order.program.filename), forbidden=())
        self.program = order.program, code
        return Compiled(error=None, forbidden=tuple(forbidden))

    def begin(self, order: BeginTest) -> None:
        """Start a test in this process; of the files of the one before nothing is left."""
        leftovers.sweep(self.level, os.path.dirname(order.scratch), keep=True)
        processes.enter(order.scratch)
        self.calls.begin(order.scratch)
        seed(order.seed)
        self.channel.send(TestBegun(number=order.number, cpu_s=sum(os.times()[:4])))


def run_module(what: Module) -> tuple[types.ModuleType | None, Failure | None]:
    """Run a module's code, if there is any; what came of it."""
    if what is None:
        return None, None
    text, code = what
    try:
        return source.load(text, code), None
    except BaseException as error:
        return None, describe(error, text.filename)


def seed(value: int) -> None:
    """Seed every generator that a program may use without saying so."""
    random.seed(value)
    np.random.seed(value)
    if "cv2" in sys.modules:
        sys.modules["cv2"].setRNGSeed(value % 2**31)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(value)
