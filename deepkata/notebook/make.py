"""A topic as a notebook: each lesson, and below it the stub in a cell that is judged when it is run."""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from deepkata.course import Course
from deepkata.learn import lessons
from deepkata.manifest import Exercise, Topic

_FIGURE = re.compile(r"(!\[[^\]]*\]\()(?!https?:)([^)]+\))")
_LINK = re.compile(r"(?<!!)(\[[^\]]*\]\()(?!https?:|#)([^)]+\))")
START = """Run the next cell once. Then write your program into the cells that begin with `%%kata`, and run them: the verdict appears
below. `--save` writes the cell to `exercises/` as well, so that `deepkata grade` and the other commands know it."""


def write(course: Course, topic: Topic, path: Path) -> None:
    """Write the notebook of a topic."""
    exercises = [exercise for exercise in course if exercise.topic == topic.id]
    lesson = course.lesson(exercises[0])
    up = Path(os.path.relpath(lesson.parent, path.parent)).as_posix()
    head = lesson.read_text(encoding="utf-8").partition("\n## ")[0]
    cells = [new_markdown_cell(_moved(head, up)), new_markdown_cell(START), new_code_cell("%load_ext deepkata")]
    for exercise in exercises:
        cells.append(new_markdown_cell(_moved(lessons.section(course, exercise), up)))
        cells.append(new_code_cell(_cell(course, exercise)))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for number, cell in enumerate(cells):
        cell.id = f"{topic.id}-{number}".replace("_", "-")
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells, metadata=kernel), path)


def _cell(course: Course, exercise: Exercise) -> str:
    """What is in exercises/ now, to be judged and saved."""
    program = course.stub(exercise).read_text(encoding="utf-8").rstrip()
    return f"%%kata {exercise.name} --save\n{program}"


def _moved(text: str, up: str) -> str:
    """Figures and links of a lesson, as seen from the notebook's folder."""
    return _LINK.sub(rf"\g<1>{up}/\g<2>", _FIGURE.sub(rf"\g<1>{up}/\g<2>", text))
