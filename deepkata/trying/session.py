"""Runs a program on photographs, in the sandbox, by the exercise's ``try_<exercise>.py``."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
from collections.abc import Callable, Iterator
from types import ModuleType

import cv2
import msgspec
import numpy as np

from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.failures import SubmissionFailed, SuiteMistake
from deepkata.fixtures import fixture_path
from deepkata.judge.fork_servers import ForkServers
from deepkata.judge.program import Program
from deepkata.judge.submission import ProgramFunctions, Scratch
from deepkata.judge.worker import Terms, read_probes
from deepkata.manifest import Exercise
from deepkata.trying import Shown
from deepkata.wire.messages import Source

Attempt = Callable[[np.ndarray], Shown]
#: A call may take so long: photographs are larger than a suite's images.
CALL_S, HOURS_S = 60.0, 36_000.0


class Failed(DeepkataError):
    """The program could not be run on a photograph, or what it returned cannot be shown."""

    exit_code = 1


class BadTry(DeepkataError):
    """A try file, or the reference, that fails; a fault of the course."""

    exit_code = 3


class NothingToSee(DeepkataError):
    """An exercise without a try file."""


@contextlib.contextmanager
def trial(course: Course, exercise: Exercise, source: bytes, servers: ForkServers, role: str = "submission") -> Iterator[Attempt]:
    """A function that runs a program on one photograph. Raises Failed, ForkServerFailed."""
    terms = Terms(
        role=role,
        profile=exercise.profile,
        functions=exercise.functions,
        forbidden=() if role == "reference" else exercise.forbidden,
        probes=read_probes(course.probes(exercise)),
    )
    limits = msgspec.structs.replace(course.limits(exercise), seconds_per_call=CALL_S, seconds_in_all=HOURS_S)
    code = Source(module=exercise.name, filename=f"{exercise.id}.py", data=source)
    with servers.sandbox.scratch() as folder:
        program = Program(code, terms, limits=limits, servers=servers, scratch_root=folder)
        try:
            program.begin_test(f"trying {exercise.id}", seed=0)
            prepare = load(course, exercise).prepare
            with blaming("shown"):
                attempt: Attempt = prepare(ProgramFunctions(program), functools.partial(fixture_path, course.root), Scratch())

            def tried(photograph: np.ndarray) -> Shown:
                with blaming("shown"):
                    return attempt(photograph)

            yield tried
        finally:
            program.end()


@contextlib.contextmanager
def blaming(done: str) -> Iterator[None]:
    """A program that fails, or returns what cannot be ``done`` (shown, drawn), is told so in words. Raises Failed, BadTry."""
    try:
        yield
    except SubmissionFailed as failed:
        raise Failed(failed.message) from None
    except SuiteMistake as mistake:
        raise BadTry(str(mistake)) from None
    except (TypeError, ValueError, IndexError, KeyError, AttributeError, cv2.error) as error:
        raise Failed(f"What the program returned cannot be {done} ({type(error).__name__}: {error}). Does it pass its suite?") from None


def load(course: Course, exercise: Exercise) -> ModuleType:
    """The try file of an exercise. Raises BadTry."""
    path = course.try_file(exercise)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise NothingToSee(f"{exercise.id} returns nothing that can be looked at. `deepkata try` without a name lists what can be tried.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
