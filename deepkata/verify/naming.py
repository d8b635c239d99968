"""Whether the misconception of each wrong program is named: by the words of the failure, or by diagnosis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from deepkata.course import Course
from deepkata.explain.diagnosis import AnswerSource, Known, diagnose, known_programs
from deepkata.manifest import Exercise
from deepkata.verdicts import ExerciseResult, SuiteRun

#: A docstring goes on from "a program that", so it begins with what the program does: "Divides by 255. ..."
_VERB = re.compile(r"(?!(?:This|Is|As|Its|Always|Sometimes)\b)[A-Z][a-z]*s\b")
_ALSO = re.compile(r"^# also: ([a-z0-9_]+)\s*$", re.M)
_SAYS = re.compile(r'^# says: "(.+)"\s*$', re.M)


def words_problem(path: Path) -> str:
    """What is wrong with the docstring of a wrong program."""
    words = Known(path).words
    if not words:
        return "a wrong program's docstring explains the misconception to the student; there is none"
    if not _VERB.match(words):
        begin = " ".join(words.split()[:4])
        return f"its docstring goes on from 'Your results are those of a program that', so it begins like 'Divides by 255', not '{begin} …'"
    return ""


def misnamed(course: Course, exercise: Exercise, source: AnswerSource, path: Path, result: ExerciseResult, run: SuiteRun) -> Iterator[str]:
    """What is wrong with how a wrong program's mistake is named.

    A comment ``# says: "the second corner"`` in its file tells which words the first failure has; without one, another
    program of the same mistake (``x__other.py`` beside ``x.py``) has to be recognised, and no program as another mistake,
    unless a comment ``# also: y`` says that it makes that one as well.
    """
    text = path.read_text(encoding="utf-8")
    mine = Known(path).misconception
    others = tuple(known for known in known_programs(course, exercise) if known.path != path)
    named = {known.misconception for fitting in diagnose(course, exercise, source, run, known=others).values() for known in fitting}
    if strangers := sorted(named - {mine, *_ALSO.findall(text)}):
        yield f"is taken for {' and '.join(strangers)}: let a case of the suite tell the two apart, or make them one misconception"
    wanted = _SAYS.findall(text)
    failure = result.first_failure
    message = " ".join((failure.message if failure else "").split())
    for words in wanted:
        if words not in message:
            yield f'its first failure does not say "{words}"'
    if not wanted and mine not in named and path.parent.name == "wrong_answer":
        yield f'its mistake is not named: add a comment `# says: "…"`, or {mine}__other.py, the same mistake written differently'
