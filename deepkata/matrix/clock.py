"""Times the benchmarks of some exercises once, in the environment whose Python runs this, and writes them as JSON.

Started by :mod:`deepkata.matrix.visits` as ``python -m deepkata.matrix.clock SUBMISSION EXERCISE…``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from deepkata.bench.contenders import BadBenchmark
from deepkata.bench.session import Stopwatch
from deepkata.course import Course
from deepkata.handed_in import Submission
from deepkata.judge.engine import Engine

#: Calls of everybody, after one that does not count.
CALLS = 5


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """The seconds of one call at the scored size, by who made it; ``titles``: what each is called; or why there are none."""

    seconds: dict[str, float] = {}
    titles: dict[str, str] = {}
    size: str = ""
    problem: str = ""


def time_all(course: Course, submission: Submission, names: list[str]) -> dict[str, Times]:
    """One exercise after the other, each in fresh workers."""
    found = {}
    with Engine(course) as engine, Stopwatch(engine) as watch:
        for name in names:
            exercise = course.get(name)
            try:
                about, seconds = watch.sample(exercise, submission.read(exercise), CALLS)
                titles = {"submission": submission.name, "reference": "reference", **about.others}
                found[exercise.id] = Times(seconds=seconds, titles=titles, size=f"{about.sizes[-1]} {about.unit}")
            except BadBenchmark as error:
                found[exercise.id] = Times(problem=str(error))
            engine.rest(exercise)
    return found


if __name__ == "__main__":
    place = Path(sys.argv[1])
    sys.stdout.buffer.write(msgspec.json.encode(time_all(Course.find(), Submission(place.name, place), sys.argv[2:])))
