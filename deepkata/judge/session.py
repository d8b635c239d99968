"""What one pytest session judges: the programs of a suite, and what came out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from deepkata import pictures
from deepkata.course import Course
from deepkata.failures import SubmissionFailed
from deepkata.handed_in import SourceFile, read_file
from deepkata.judge.fork_servers import ForkServers
from deepkata.judge.program import Program
from deepkata.judge.replies import NAME, Replies
from deepkata.judge.worker import Terms, read_probes
from deepkata.manifest import Exercise
from deepkata.sandbox.none import Unprotected
from deepkata.text import plain
from deepkata.verdicts import Evidence, TestResult, Verdict
from deepkata.wire.messages import Source

#: The program to be judged, of an exercise.
Given = Callable[[Course, Exercise], SourceFile]


class Judge:
    """What one pytest run judges, with what, and what came out."""

    def __init__(
        self,
        seed: int,
        *,
        servers: ForkServers | None,
        given: Given,
        scratch: str = "",
        replies: Replies | None = None,
    ) -> None:
        self.seed = seed
        self.servers = servers
        self.given = given
        self.scratch = scratch
        self.replies = replies
        self.results: list[TestResult] = []
        self.programs: Programs | None = None
        self.numbers = np.random.default_rng()
        self.bulky = False
        self.evidence: dict[str, Evidence] = {}
        self.record = False
        self.picture_folder: Path | None = None
        self.orders: list[tuple[bytes, Path]] = []
        self.recording: Path | None = None
        self._own = contextlib.ExitStack()

    def scratch_root(self) -> str:
        """The folder in which workers get theirs."""
        if not self.scratch:
            sandbox = self.servers.sandbox if self.servers else Unprotected()
            self.scratch = self._own.enter_context(sandbox.scratch())
        return self.scratch

    def begin_numbers(self, seed: int) -> None:
        """Random numbers from their beginning, from the generator that fixtures have already."""
        self.numbers.bit_generator.state = np.random.default_rng(seed).bit_generator.state

    def close(self) -> None:
        """End the fork servers, remove the scratch folders, draw what is to be drawn."""
        pictures.draw(self.orders)
        if self.recording and self.replies is not None:
            self.replies.write(self.recording)
        if self.servers:
            self.servers.close()
        self._own.close()


class Programs:
    """The submission and the reference of one suite."""

    def __init__(self, judge: Judge, course: Course, exercise: Exercise) -> None:
        self.judge = judge
        self.course = course
        handed_out = course.tests(exercise) / NAME
        self.replies = Replies(handed_out) if judge.replies is None and handed_out.is_file() else judge.replies
        self.submission = self._program(course, exercise, judge.given(course, exercise), "submission")
        self.reference = self._program(course, exercise, read_file(course.reference(exercise)), "reference")

    def _program(self, course: Course, exercise: Exercise, given: SourceFile, role: str) -> Program:
        unreadable = None
        if given.fault:
            unreadable = SubmissionFailed(Verdict.INVALID_SUBMISSION, f"There is nothing to judge: {plain(given.fault, 300)}.")
        elif given.data is None:
            unreadable = SubmissionFailed(Verdict.NOT_ATTEMPTED, f"There is no file {plain(given.where, 300)}.")
        program = Program(
            Source(module=exercise.name, filename=f"{exercise.id}.py", data=given.data or b""),
            Terms(
                role=role,
                profile=exercise.profile,
                functions=exercise.functions,
                forbidden=exercise.forbidden if role == "submission" else (),
                probes=read_probes(course.probes(exercise)),
            ),
            limits=course.limits(exercise),
            servers=self.judge.servers,
            scratch_root=self.judge.scratch_root(),
            replies=self.replies if role == "reference" else None,
        )
        if unreadable:
            unreadable.whole_file = True
        program.unloadable = unreadable
        return program

    def end_test(self) -> None:
        self.submission.end_test()
        self.reference.end_test()

    def end(self) -> None:
        self.submission.end()
        self.reference.end()


JUDGE = pytest.StashKey[Judge]()
