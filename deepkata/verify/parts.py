"""The parts of an exercise: which of them are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deepkata import hints
from deepkata.course import Course
from deepkata.manifest import Exercise
from deepkata.verify.naming import words_problem


def missing(course: Course, exercise: Exercise) -> Iterator[str]:
    """What an exercise has to have and lacks, in words."""
    for what, path in {
        "the stub": course.stub(exercise),
        "the reference": course.reference(exercise),
        "the suite": course.suite(exercise),
        "the lesson": course.lesson(exercise),
    }.items():
        if not path.is_file():
            yield f"{what} is missing: {path.relative_to(course.root)}"
    known = hints.read(course.hints(exercise))
    for number in range(1, len(exercise.tasks) + 1):
        if len(known.get(number, [])) < len(hints.STEPS):
            yield f"hints.md lacks a step for task {number}: it takes {', '.join(hints.STEPS)}"
    lesson = course.lesson(exercise)
    if lesson.is_file() and not re.search(rf"^## `?{exercise.name}\b", lesson.read_text(encoding="utf-8"), re.M):
        yield f"the lesson has no section '## {exercise.name}: …'"
    aside = [path for path in course.set_aside(exercise) if path.parent.name == "accepted"]
    if len(course.programs(exercise, "accepted")) + len(aside) < 2:
        yield "fewer than two programs in submissions/accepted"
    for path in course.programs(exercise, "wrong_answer"):
        if problem := words_problem(path):
            yield f"{path.name}: {problem}"
