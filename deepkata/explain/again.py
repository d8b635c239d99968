"""The call that failed, as a script that a student can run, change and step through."""

from __future__ import annotations

import os
from pathlib import Path

from deepkata.course import Course
from deepkata.files import write_atomically
from deepkata.manifest import Exercise
from deepkata.verdicts import SuiteRun

PLACE = Path(".deepkata") / "last_call.py"
SCRIPT = '''"""The last call of the test that failed, to be run again: python {place}"""

import sys
from pathlib import Path

import numpy as np

here = Path(__file__).resolve()
sys.path.insert(0, str(here.parents[1] / {folder!r}))
arrays = np.load(here.with_suffix(".npz"))

from {name} import {function}

result = {call}
print(result)
'''


def write_call(course: Course, exercise: Exercise, run: SuiteRun, task: int, program: Path | None = None) -> Path | None:
    """Write the last call of a task's first failure, with its arrays beside it; where it is, if it can be written down.

    It imports the ``program`` that was judged, if that has the exercise's name; else the one in exercises/.
    """
    first = run.first_failure(task)
    evidence = run.evidence.get(first.name) if first else None
    if evidence is None or not evidence.call:
        return None
    function = evidence.call.partition("(")[0]
    judged = program if program and program.name == f"{exercise.name}.py" else course.stub(exercise)
    folder = Path(os.path.relpath(judged.parent, course.root)).as_posix()
    text = SCRIPT.format(place=PLACE.as_posix(), folder=folder, name=exercise.name, function=function, call=evidence.call)
    write_atomically(course.root / PLACE.with_suffix(".npz"), evidence.arrays)
    write_atomically(course.root / PLACE, text.encode())
    return PLACE
