"""Which programs of an exercise ``verify`` runs."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TypeVar

from deepkata import fingerprint
from deepkata.course import Course
from deepkata.manifest import Exercise
from deepkata.verdicts import Verdict
from deepkata.verify.strange import STRANGE_RESULTS

#: So many accepted, wrong and strange programs are run at most where the reference takes a second or less; of the other wrong ones
#: the known answers are believed.
RIGHT, WRONG, STRANGE = 2, 8, 6
#: Where it takes n seconds, an n-th of them is run, but not less than this part.
SMALLEST_PART = 4
#: So many right programs are timed and tried.
TIMED = 1
REJECTED = (
    Verdict.WRONG_ANSWER,
    Verdict.RUN_TIME_ERROR,
    Verdict.TIME_LIMIT_EXCEEDED,
    Verdict.MEMORY_LIMIT_EXCEEDED,
    Verdict.OUTPUT_LIMIT_EXCEEDED,
)
Program = TypeVar("Program")


class Chosen:
    """The programs that are run: ``everything``, or some of each kind, fewer if a run takes ``seconds``.

    When the engine changes, others get their turn.
    """

    def __init__(self, course: Course, exercise: Exercise, seconds: float, *, everything: bool) -> None:
        self.everything = everything
        self.part = min(max(1.0, seconds), SMALLEST_PART)
        self.first = int(hashlib.sha256(f"{fingerprint.engine()} {exercise.id}".encode()).hexdigest(), 16)
        accepted = course.programs(exercise, Verdict.ACCEPTED.value)
        self.right = self.some(accepted, RIGHT)
        self.wrong = self.some([path for verdict in REJECTED for path in course.programs(exercise, verdict.value)], WRONG)
        self.strange = self.some(STRANGE_RESULTS, STRANGE)
        self.timed = self.some([course.reference(exercise), *accepted], TIMED)

    def some(self, programs: Sequence[Program], most: int) -> Sequence[Program]:
        """Evenly spread ones, half of them or fewer, and one at least."""
        if self.everything or len(programs) < 2:
            return programs
        step = min(max(2, math.ceil(len(programs) * self.part / most)), len(programs))
        return programs[self.first % step :: step]
